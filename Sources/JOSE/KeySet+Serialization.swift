import Codecs
import Crypto

extension KeySet {
    /// The set as a JWK Set (RFC 7517 §5), one key a line, ending in a line feed. Shared secrets are
    /// left out: the text is made to be published.
    public func serialized() -> String {
        var lines: [String] = []
        for key in keys {
            guard case .publicKey(let publicKey) = key.material else { continue }
            var writer = JSONWriter(capacity: 1_024)
            writer.publicKey(publicKey, keyID: key.keyID, algorithm: key.algorithm)
            lines.append(String(decoding: writer.span))
        }
        return "{\"keys\":[\n" + lines.joined(separator: ",\n") + "\n]}\n"
    }
}
