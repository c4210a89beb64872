import Codecs
import Crypto

/// Names a browser across its logins, so that they count as one device. It promises nothing and proves
/// nothing: who brings it, or brings another's, is no less a stranger. What is stored is a hash of it, so
/// that nobody who reads the store can name a browser to it.
struct DeviceCookie {
    /// Days that browsers keep a cookie at most (RFC 6265bis §5.6.2), in seconds; begun anew with each
    /// login.
    static let maxAge = 400 * 86_400
    /// Of the name, before base64url.
    private static let byteCount = 32
    /// Of the hash that is stored.
    private static let hashByteCount = 16

    private let text: [UInt8]

    /// The name that a browser has, or a new one.
    /// - Parameter text: nil, or what `isCookie` holds of.
    init(keeping text: [UInt8]?) {
        self.text =
            text ?? Array(Base64URL.encode(SecureRandom().bytes(count: Self.byteCount).span).utf8)
    }

    /// Whether a cookie is one that the gateway may have set.
    static func isCookie(_ text: Span<UInt8>) -> Bool {
        do throws(Base64Fault) {
            return try Base64URL.decode(text).count == byteCount
        } catch {
            return false
        }
    }

    /// What sessions keep of it: labelled, so that it is the hash of nothing else (T54).
    func id(by digest: borrowing SHA256Context) -> [UInt8] {
        let message = Array("sallyport device\0".utf8) + text
        let hash = digest.hash(message.span)
        return (0..<Self.hashByteCount).map { hash[$0] }
    }

    /// Appends the Set-Cookie line.
    func append(as cookies: OwnCookies, to lines: inout ByteBuffer) {
        cookies.append(text.span, as: .device, maxAge: Self.maxAge, to: &lines)
    }
}
