import Codecs

extension Span<UInt8> {
    func equals(_ text: StaticString) -> Bool {
        equals(text.span)
    }

    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// ASCII letters compare alike in both cases, all other bytes exactly.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        let other = text.span
        guard count == other.count else { return false }
        for index in indices where self[index].lowercasedASCII != other[index].lowercasedASCII {
            return false
        }
        return true
    }
}

extension Span<UInt8> {
    /// Where `byte` first stands at or behind `start`; `count` where it does not. Eight bytes at a time.
    func firstIndex(of byte: UInt8, from start: Int) -> Int {
        var index = start
        while index + 8 <= count {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard !word.holds(byte) else { break }
            index += 8
        }
        while index < count, self[index] != byte { index += 1 }
        return Swift.min(index, count)
    }
}

extension UInt64 {
    /// Whether one of the eight bytes is `byte`: subtracting 1 from a zero borrows into its top bit.
    fileprivate func holds(_ byte: UInt8) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let differences = self ^ (ones &* UInt64(byte))
        return (differences &- ones) & ~differences & (ones &* 0x80) != 0
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
