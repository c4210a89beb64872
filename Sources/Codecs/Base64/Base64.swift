/// base64 with padding (RFC 4648 §4), as PEM carries it. Canonical like `Base64URL`: padding is
/// needed and nothing is skipped, so line breaks are the caller's to take out.
public enum Base64 {
    /// The bytes that `text` encodes.
    public static func decode(_ text: Span<UInt8>) throws(Base64Fault) -> [UInt8] {
        guard text.count % 4 == 0 else { throw .invalidLength(text.count) }
        var translated: [UInt8] = []
        translated.reserveCapacity(text.count)
        for index in 0..<(text.count - paddingCount(of: text)) {
            switch text[index] {
            case UInt8(ascii: "+"): translated.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): translated.append(UInt8(ascii: "_"))
            case UInt8(ascii: "-"), UInt8(ascii: "_"): throw .invalidByte(at: index)
            case let character: translated.append(character)
            }
        }
        return try Base64URL.decode(translated.span)
    }

    public static func encode(_ bytes: Span<UInt8>) -> String {
        var urlText = ByteBuffer(capacity: bytes.count / 3 * 4 + 4)
        Base64URL.encode(bytes, into: &urlText)
        var text = ByteBuffer(capacity: urlText.count + 2)
        let characters = urlText.span
        for index in characters.indices {
            switch characters[index] {
            case UInt8(ascii: "-"): text.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): text.append(UInt8(ascii: "/"))
            case let character: text.append(character)
            }
        }
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text.span)
    }

    /// Up to two `=` at the end; a third one is left to be an invalid character.
    private static func paddingCount(of text: Span<UInt8>) -> Int {
        guard text.count >= 4, text[text.count - 1] == UInt8(ascii: "=") else { return 0 }
        return text[text.count - 2] == UInt8(ascii: "=") ? 2 : 1
    }
}
