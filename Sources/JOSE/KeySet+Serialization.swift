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

    /// The JWK Set `text` with one key more. What stands in it already stays, keys that are not for
    /// verifying tokens included.
    /// - Throws: where `text` is no key set, or would not be one any more.
    public static func adding(_ key: Key, to text: Span<UInt8>) throws(KeySetFault) -> String {
        var lines: [String] = []
        for value in try values(in: try document(text)) {
            var writer = JSONWriter(capacity: 1_024)
            writer.value(value)
            lines.append(String(decoding: writer.span))
        }
        if let line = key.publicLine { lines.append(line) }
        let extended = Self.text(lines)
        _ = try KeySet(parsing: Array(extended.utf8).span, holding: .publicKeys)
        return extended
    }

    private static func text(_ lines: [String]) -> String {
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
