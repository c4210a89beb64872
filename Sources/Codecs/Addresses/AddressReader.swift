/// Reads the parts of an address; each answers nil where something else stands.
struct AddressReader: ~Escapable {
    private let text: Span<UInt8>
    private var offset = 0

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) { self.text = text }

    var isAtEnd: Bool { offset == text.count }

    /// Four numbers to 255 with dots between.
    mutating func dottedDecimal() -> UInt32? {
        var bits: UInt32 = 0
        for place in 0..<4 {
            if place > 0, !skip(UInt8(ascii: ".")) { return nil }
            guard let number = decimal() else { return nil }
            bits = bits << 8 | number
        }
        return bits
    }

    /// Eight groups of four hexadecimal digits; `::` stands once for one or more zero groups, and an
    /// IPv4 address may stand for the last two.
    mutating func groups() -> UInt128? {
        var front: UInt128 = 0
        var frontCount = 0
        var back: UInt128 = 0
        var backCount = 0
        var isShortened = skipDoubleColon()
        while frontCount + backCount < 8, !isAtEnd {
            let start = offset
            var width = 1
            var value: UInt128
            if frontCount + backCount <= 6, let address = dottedDecimal() {
                (value, width) = (UInt128(address), 2)
            } else {
                offset = start
                guard let group = group() else { return nil }
                value = UInt128(group)
            }
            if isShortened {
                (back, backCount) = (back << UInt128(16 * width) | value, backCount + width)
            } else {
                (front, frontCount) = (front << UInt128(16 * width) | value, frontCount + width)
            }
            if width == 2 || isAtEnd { break }
            if !isShortened, skipDoubleColon() {
                isShortened = true
            } else if frontCount + backCount == 8 || !skip(UInt8(ascii: ":")) || isAtEnd {
                return nil
            }
        }
        guard isShortened else { return frontCount == 8 ? front : nil }
        guard frontCount + backCount < 8 else { return nil }
        return (frontCount == 0 ? 0 : front << UInt128(16 * (8 - frontCount))) | back
    }

    /// A number to 255, without leading zeros.
    private mutating func decimal() -> UInt32? {
        let start = offset
        var number: UInt32 = 0
        while offset < text.count, offset - start < 3, text[offset] &- 0x30 < 10 {
            number = number * 10 + UInt32(text[offset] &- 0x30)
            offset += 1
        }
        let hasLeadingZero = offset - start > 1 && text[start] == UInt8(ascii: "0")
        return offset == start || hasLeadingZero || number > 255 ? nil : number
    }

    /// One to four hexadecimal digits.
    private mutating func group() -> UInt32? {
        let start = offset
        var number: UInt32 = 0
        while offset < text.count, offset - start < 4, let digit = Hex.value(of: text[offset]) {
            number = number << 4 | UInt32(digit)
            offset += 1
        }
        return offset == start ? nil : number
    }

    /// Digits that are the whole rest: a prefix length or a port, without leading zeros.
    mutating func lastNumber(upTo limit: Int) -> Int? {
        let digits = text.extracting(offset..<text.count)
        guard let number = Int64(decimal: digits), 0...Int64(limit) ~= number,
            digits[0] != UInt8(ascii: "-"), digits.count == 1 || digits[0] != UInt8(ascii: "0")
        else { return nil }
        offset = text.count
        return Int(number)
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard offset < text.count, text[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipDoubleColon() -> Bool {
        guard offset + 1 < text.count, text[offset] == UInt8(ascii: ":"),
            text[offset + 1] == UInt8(ascii: ":")
        else { return false }
        offset += 2
        return true
    }
}
