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
