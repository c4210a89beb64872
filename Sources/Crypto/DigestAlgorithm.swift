/// The hash functions in use. SHA-1 exists for the WebSocket handshake alone (RFC 6455 §4.2.2), where
/// it is no security function; nothing that signs or verifies accepts it.
public enum DigestAlgorithm: CaseIterable, Hashable, Sendable {
    case sha1
    case sha256
    case sha384
    case sha512

    /// Bytes of the result.
    public var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The name OpenSSL fetches it by.
    var name: String {
        switch self {
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }
}
