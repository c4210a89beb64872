extension ByteBuffer {
    /// A JSON string, its quotes included: control characters (C1 ones too) escaped, what is not valid
    /// UTF-8 replaced by U+FFFD. Plain text costs one look at each eight bytes and one copy.
    public mutating func append(jsonString text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        let plainEnd = text.firstOutsidePlainText(from: 0)
        append(text.extracting(0..<plainEnd))
        if plainEnd < text.count { append(unusualText: text.extracting(plainEnd..<text.count)) }
        append(UInt8(ascii: "\""))
    }

    private mutating func append(unusualText text: Span<UInt8>) {
        var start = 0
        while start < text.count {
            do throws(UTF8.ValidationError) {
                _ = try UTF8Span(validating: text.extracting(start..<text.count))
                append(escaping: text.extracting(start..<text.count))
                return
            } catch {
                append(
                    escaping: text.extracting(start..<start + error.byteOffsets.lowerBound))
                append("\u{FFFD}")
                start += error.byteOffsets.upperBound
            }
        }
    }

    /// Valid UTF-8, run by run.
    private mutating func append(escaping text: Span<UInt8>) {
        var plainFrom = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            let isC1 = byte == 0xC2 && text[index + 1] < 0xA0
            guard byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F || isC1 else {
                index += 1
                continue
            }
            append(text.extracting(plainFrom..<index))
            if isC1 { index += 1 }
            append(escape: text[index])
            index += 1
            plainFrom = index
        }
        append(text.extracting(plainFrom..<text.count))
    }

    private mutating func append(escape byte: UInt8) {
        switch byte {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
            append("\\u00")
            append(Hex.digit(of: byte >> 4))
            append(Hex.digit(of: byte & 15))
        }
    }

    var last: UInt8? { isEmpty ? nil : span[count - 1] }
}
