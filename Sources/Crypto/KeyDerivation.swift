import Codecs

/// Keys for single purposes out of one secret: HMAC-SHA256 of the purpose's name under it. Who learns one
/// of them learns nothing of the others or of the secret. Usable from any thread.
public final class KeyDerivation: Sendable {
    private let key: HMACKey

    /// - Throws: `unusableKey(.empty)`; `unavailable` where no provider offers HMAC.
    public init(from secret: Secret) throws(CryptoFault) {
        key = try HMACKey(secret, algorithm: .sha256)
    }

    /// The 32-byte key of the purpose that `label` names.
    public func key(for label: StaticString) -> Secret {
        Secret(wiping: key.tag(of: label.span))
    }
}
