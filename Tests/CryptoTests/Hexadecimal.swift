extension [UInt8] {
    /// The bytes of a literal or vector in hexadecimal digits.
    init(hex: String) {
        precondition(hex.utf8.count % 2 == 0, "an odd number of digits")
        self = []
        reserveCapacity(hex.utf8.count / 2)
        var high: UInt8?
        for digit in hex.utf8 {
            let value = Self.value(ofDigit: digit)
            if let first = high {
                append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
    }

    private static func value(ofDigit digit: UInt8) -> UInt8 {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: preconditionFailure("no hexadecimal digit")
        }
    }
}
