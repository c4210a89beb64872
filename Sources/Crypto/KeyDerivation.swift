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

    /// The 32-byte key of one of many things a purpose has.
    /// - Parameters:
    ///   - label: without NUL, which parts it from `name`.
    ///   - key: overwritten.
    public func derive(
        _ label: StaticString, for name: InlineArray<32, UInt8>,
        into key: inout InlineArray<32, UInt8>
    ) {
        var message = InlineArray<96, UInt8>(repeating: 0)
        let text = label.span
        precondition(text.count < 64)
        for index in text.indices { message[index] = text[index] }
        for index in name.indices { message[text.count + 1 + index] = name[index] }
        self.key.tag(of: message.span.extracting(first: text.count + 33), into: &key)
    }
}
