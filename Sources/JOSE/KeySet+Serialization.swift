import Codecs
import Crypto

extension KeySet {
    /// The set as a JWK Set (RFC 7517 §5), one key a line, ending in a line feed. Shared secrets are
    /// left out: the text is made to be published.
    public func serialized() -> String {
        var lines: [String] = []
        for key in keys {
            if let line = key.publicLine { lines.append(line) }
        }
        return Self.text(lines)
    }

    static func text(_ lines: [String]) -> String {
        "{\"keys\":[\n" + lines.joined(separator: ",\n") + "\n]}\n"
    }
}

extension Key {
    /// The JWK, on one line; nil for a shared secret.
    fileprivate var publicLine: String? {
        guard case .publicKey(let publicKey) = material else { return nil }
        var writer = JSONWriter(capacity: 1_024)
        writer.publicKey(publicKey, keyID: keyID, algorithm: algorithm)
        return String(decoding: writer.span)
    }
}
