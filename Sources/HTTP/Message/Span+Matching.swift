import Codecs

extension Span<UInt8> {
    /// Whether the bytes of `range` are exactly `text`.
    @inline(__always)
    func matches(_ text: StaticString, at range: Range<Int>) -> Bool {
        matches(text.span, at: range, folding: 0)
    }

    /// Whether the bytes of `range` are `text`, upper case read as lower case. Only for ranges of
    /// visible ASCII and texts of letters, digits and `-`: the bit that is set for lower case makes
    /// nothing else into one of these.
    @inline(__always)
    func matches(ignoringCase text: StaticString, at range: Range<Int>) -> Bool {
        matches(text.span, at: range, folding: 0x20)
    }

    /// Compares words; the last one overlaps what was compared before, so that no length needs a loop
    /// over bytes but the shortest.
    @inline(__always)
    private func matches(
        _ expected: Span<UInt8>, at range: Range<Int>, folding fold: UInt8
    ) -> Bool {
        let count = range.count
        guard count == expected.count else { return false }
        let start = range.lowerBound
        if count >= 8 {
            let ignored = UInt64(fold) &* 0x0101_0101_0101_0101
            var index = 0
            while index &+ 8 < count {
                if word(at: start &+ index, differsFrom: expected, at: index, but: ignored) {
                    return false
                }
                index &+= 8
            }
            return !word(
                at: start &+ count &- 8, differsFrom: expected, at: count &- 8, but: ignored)
        }
        if count >= 4 {
            let ignored = UInt32(fold) &* 0x0101_0101
            return !word(at: start, differsFrom: expected, at: 0, but: ignored)
                && !word(
                    at: start &+ count &- 4, differsFrom: expected, at: count &- 4, but: ignored)
        }
        for index in 0..<count where self[start &+ index] | fold != expected[index] | fold {
            return false
        }
        return count > 0
    }

    @inline(__always)
    private func word<Word: FixedWidthInteger & BitwiseCopyable>(
        at index: Int, differsFrom other: Span<UInt8>, at otherIndex: Int, but ignored: Word
    ) -> Bool {
        // Both are checked against their bounds; every bit pattern is a word.
        let one = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: Word.self)
        let two = unsafe other.bytes.unsafeLoadUnaligned(fromByteOffset: otherIndex, as: Word.self)
        return (one ^ two) & ~ignored != 0
    }

    /// Eight bytes, the first in the lowest place.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        // Checked against the bounds; every bit pattern is a word.
        let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// Whether two ranges hold the same ASCII text but for the case of letters; other bytes must be
    /// equal.
    func hasSameText(ignoringCase first: Range<Int>, _ second: Range<Int>) -> Bool {
        guard first.count == second.count else { return false }
        for offset in 0..<first.count {
            let one = self[first.lowerBound + offset]
            let other = self[second.lowerBound + offset]
            let folded = one | 0x20
            let isLetter = folded >= UInt8(ascii: "a") && folded <= UInt8(ascii: "z")
            guard one == other || (isLetter && folded == other | 0x20) else { return false }
        }
        return true
    }
}
