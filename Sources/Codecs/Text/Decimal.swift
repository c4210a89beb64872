extension Int64 {
    /// The integer whose decimal digits, with a `-` before them or not, are all of `text`; nil where it
    /// does not fit. No sign but `-`, no white space, no empty text.
    public init?(decimal text: Span<UInt8>) {
        let isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
        var value: Int64 = 0
        let first = isNegative ? 1 : 0
        guard first < text.count else { return nil }
        for place in first..<text.count {
            let digit = text[place] &- 0x30
            guard digit < 10 else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            // Counted downwards when negative: the least integer has no positive twin.
            let step = isNegative ? -Int64(digit) : Int64(digit)
            let (sum, carry) = scaled.addingReportingOverflow(step)
            guard !overflow, !carry else { return nil }
            value = sum
        }
        self = value
    }
}
