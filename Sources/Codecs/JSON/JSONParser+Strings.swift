/// Strings: found whole first, then validated, then unescaped where they lie, since no escape is
/// shorter than what it stands for.
extension JSONParser {
    /// Reads the string whose quote is at `offset` and leaves `offset` behind it.
    mutating func readString() throws(JSONFault) {
        let start = offset + 1
        let end = bytes.span.firstOutsidePlainText(from: start)
        guard end < bytes.count else { throw .unexpectedEnd }
        guard bytes[end] == UInt8(ascii: "\"") else {
            return try readUnusualString(from: start, plainUntil: end)
        }
        nodes.append(JSONNode(.string, start: start, length: end - start))
        offset = end + 1
    }

    /// A string with escapes or characters outside ASCII.
    private mutating func readUnusualString(
        from start: Int, plainUntil plainEnd: Int
    ) throws(JSONFault) {
        var end = plainEnd
        var firstEscape: Int?
        var isASCII = true
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            let byte = bytes[end]
            guard byte >= 0x20 else { throw .controlByte(at: end) }
            if byte >= 0x80 { isASCII = false }
            if byte == UInt8(ascii: "\\") {
                firstEscape = firstEscape ?? end
                end += 1  // what is escaped is looked at below, and is no closing quote
            }
            end += 1
        }
        guard end < bytes.count else { throw .unexpectedEnd }
        if !isASCII { try validateUTF8(from: start, to: end) }
        offset = end + 1
        if let firstEscape { end = try unescape(from: firstEscape, to: end) }
        nodes.append(JSONNode(.string, start: start, length: end - start))
    }

    private func validateUTF8(from start: Int, to end: Int) throws(JSONFault) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span.extracting(start..<end))
        } catch {
            throw .invalidUTF8(at: start + error.byteOffsets.lowerBound)
        }
    }

    /// Writes the text between `start` and `end` over itself and returns where it now ends.
    private mutating func unescape(from start: Int, to end: Int) throws(JSONFault) -> Int {
        var read = start
        var written = start
        while read < end {
            var byte = bytes[read]
            if byte == UInt8(ascii: "\\") {
                switch bytes[read + 1] {
                case UInt8(ascii: "u"):
                    try unescapeScalar(at: &read, before: end, to: &written)
                    continue
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
                    byte = bytes[read + 1]
                case UInt8(ascii: "b"): byte = 0x08
                case UInt8(ascii: "f"): byte = 0x0C
                case UInt8(ascii: "n"): byte = 0x0A
                case UInt8(ascii: "r"): byte = 0x0D
                case UInt8(ascii: "t"): byte = 0x09
                default: throw .invalidEscape(at: read)
                }
                read += 1
            }
            bytes[written] = byte
            read += 1
            written += 1
        }
        return written
    }

    /// `\uXXXX`, or two of them for a character beyond U+FFFF (RFC 8259 §7).
    private mutating func unescapeScalar(
        at read: inout Int, before end: Int, to written: inout Int
    ) throws(JSONFault) {
        let start = read
        var code = try codeUnit(at: read, before: end)
        read += 6
        if code & 0xFC00 == 0xD800 {
            guard read + 1 < end, bytes[read] == UInt8(ascii: "\\"),
                bytes[read + 1] == UInt8(ascii: "u")
            else { throw .loneSurrogate(at: start) }
            let low = try codeUnit(at: read, before: end)
            guard low & 0xFC00 == 0xDC00 else { throw .loneSurrogate(at: start) }
            code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
            read += 6
        }
        guard let scalar = Unicode.Scalar(code) else { throw .loneSurrogate(at: start) }
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
            bytes[written] = byte
            written += 1
        }
    }

    /// The four hexadecimal digits behind `\u`.
    private func codeUnit(at start: Int, before end: Int) throws(JSONFault) -> UInt32 {
        guard start + 6 <= end else { throw .invalidEscape(at: start) }
        var code: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard let digit = Hex.value(of: bytes[index]) else { throw .invalidEscape(at: start) }
            code = code << 4 | UInt32(digit)
        }
        return code
    }
}

extension Span<UInt8> {
    /// The first byte at or behind `start` that does not print in ASCII or is a quote or backslash; the
    /// count where there is none.
    func firstOutsidePlainText(from start: Int) -> Int {
        unsafe withUnsafeBytes { text in
            var index = start
            while index + 8 <= text.count {
                let word = unsafe text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if word.holdsByteOutsidePlainText { break }
                index += 8
            }
            while index < text.count {
                let byte = unsafe text[index]
                if byte == 0x22 || byte == 0x5C || byte < 0x20 || byte >= 0x7F { break }
                index += 1
            }
            return index
        }
    }
}

extension UInt64 {
    /// Of the eight bytes in one go: subtracting 1 from a zero byte, or 0x20 from one below it, borrows
    /// into its top bit. A borrow may mark a higher byte wrongly, never leave one unmarked.
    fileprivate var holdsByteOutsidePlainText: Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = (self ^ (ones &* 0x22)) &- ones
        let backslashes = (self ^ (ones &* 0x5C)) &- ones
        let controls = self &- (ones &* 0x20)
        let deletes = (self ^ (ones &* 0x7F)) &- ones
        return (quotes | backslashes | controls | deletes | self) & (ones &* 0x80) != 0
    }
}
