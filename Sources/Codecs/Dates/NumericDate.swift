extension WallTime {
    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what a date can be written as.
    public static let earliest = WallTime(secondsSince1970: -62_135_596_800)
    public static let latest = WallTime(secondsSince1970: 253_402_300_799)

    /// The second that a NumericDate lies in (RFC 7519 §2), from a number in JSON's grammar: exact
    /// decimal arithmetic, no floating point, and nil outside `earliest ... latest`.
    public init?(numericDate text: Span<UInt8>) {
        guard let number = DecimalNumber(parsing: text), let seconds = number.floor,
            seconds >= Self.earliest.secondsSince1970, seconds <= Self.latest.secondsSince1970
        else { return nil }
        self.init(secondsSince1970: seconds)
    }
}

/// A number as JSON writes it: digits, and where the point stands among them.
private struct DecimalNumber: ~Escapable {
    private let text: Span<UInt8>
    private let isNegative: Bool
    /// Digits and at most one point.
    private let mantissa: Range<Int>
    /// Digits before the point once the exponent is applied; may be negative.
    private let integerDigitCount: Int

    @_lifetime(copy text)
    init?(parsing text: Span<UInt8>) {
        var end = 0
        var point: Int?
        let first = !text.isEmpty && text[0] == UInt8(ascii: "-") ? 1 : 0
        end = first
        while end < text.count, text[end] | 0x20 != UInt8(ascii: "e") {
            if text[end] == UInt8(ascii: ".") { point = end }
            end += 1
        }
        guard end > first else { return nil }
        var exponent: Int64 = 0
        if end < text.count {
            let start = end + (text[end + 1] == UInt8(ascii: "+") ? 2 : 1)
            // An exponent that does not fit is no date, unless all digits are zero; not worth a case.
            guard let written = Int64(decimal: text.extracting(start..<text.count)),
                written.magnitude < 1_000_000
            else { return nil }
            exponent = written
        }
        self.text = text
        isNegative = first == 1
        mantissa = first..<end
        integerDigitCount = (point ?? end) - first + Int(exponent)
    }

    /// The greatest integer not above it, nil beyond eighteen digits.
    var floor: Int64? {
        var value: Int64 = 0
        var digitCount = 0
        var hasFraction = false
        for place in mantissa where text[place] != UInt8(ascii: ".") {
            let digit = Int64(text[place] &- 0x30)
            if digitCount < integerDigitCount {
                guard value < 100_000_000_000_000_000 else { return nil }
                value = value * 10 + digit
            } else if digit != 0 {
                hasFraction = true
            }
            digitCount += 1
        }
        while digitCount < integerDigitCount, value != 0 {
            guard value < 100_000_000_000_000_000 else { return nil }
            value *= 10
            digitCount += 1
        }
        guard isNegative else { return value }
        return hasFraction ? -value - 1 : -value
    }
}
