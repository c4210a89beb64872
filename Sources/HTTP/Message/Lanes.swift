import Codecs

/// Eight bytes looked at with a few instructions. Each test answers with the top bit set in every byte
/// it is true of; of a combination only the **lowest** flag is exact (a borrow may run upwards), and
/// the lowest is all that a search from the left needs.
struct Lanes {
    let word: UInt64

    static var ones: UInt64 { 0x0101_0101_0101_0101 }
    static var tops: UInt64 { 0x8080_8080_8080_8080 }

    @inline(__always)
    init(_ word: UInt64) { self.word = word }

    /// The eight bytes of `bytes` from `index` on, the first in the lowest place.
    @inline(__always)
    init(_ bytes: borrowing Span<UInt8>, at index: Int) {
        // Checked against the span's bounds; every bit pattern is a UInt64.
        word = unsafe UInt64(
            littleEndian: bytes.bytes.unsafeLoadUnaligned(
                fromByteOffset: index, as: UInt64.self))
    }

    /// Bytes below `limit`, which is at most 0x80; bytes from 0x80 on are never below it.
    @inline(__always)
    func below(_ limit: UInt8) -> UInt64 {
        (word &- Lanes.ones &* UInt64(limit)) & ~word & Lanes.tops
    }

    @inline(__always)
    func equal(to byte: UInt8) -> UInt64 {
        Lanes(word ^ (Lanes.ones &* UInt64(byte))).below(1)
    }

    /// Bytes from 0x80 on.
    var beyondASCII: UInt64 { word & Lanes.tops }

    /// The place of the lowest flag of a test that found something.
    @inline(__always)
    static func lowest(_ flags: UInt64) -> Int { flags.trailingZeroBitCount &>> 3 }
}

extension Span<UInt8> {
    /// The first byte of `range` that is a control character other than horizontal tab (RFC 9110
    /// §5.5), or the range's end. Line ends are control characters, so this finds them too.
    @inline(__always)
    func firstControl(in range: Range<Int>) -> Int {
        var index = range.lowerBound
        let end = range.upperBound
        while index &+ 8 <= end {
            let lanes = Lanes(self, at: index)
            let flags = lanes.below(0x20) | lanes.equal(to: 0x7F)
            if flags == 0 {
                index &+= 8
                continue
            }
            index &+= Lanes.lowest(flags)
            if self[index] != 0x09 { return index }
            index &+= 1
        }
        while index < end {
            let byte = self[index]
            if byte == 0x7F || (byte < 0x20 && byte != 0x09) { return index }
            index &+= 1
        }
        return end
    }

    /// The first byte of `range` that is `byte` or no visible ASCII character, or the range's end.
    @inline(__always)
    func firstInvisible(or byte: UInt8, in range: Range<Int>) -> Int {
        firstInvisible(or: byte, or: byte, in: range)
    }

    /// The first byte of `range` that is `one`, `other` or no visible ASCII character, or the range's
    /// end.
    @inline(__always)
    func firstInvisible(or one: UInt8, or other: UInt8, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        let end = range.upperBound
        while index &+ 8 <= end {
            let lanes = Lanes(self, at: index)
            let flags =
                lanes.below(0x21) | lanes.beyondASCII | lanes.equal(to: 0x7F)
                | lanes.equal(to: one) | lanes.equal(to: other)
            if flags != 0 { return index &+ Lanes.lowest(flags) }
            index &+= 8
        }
        while index < end {
            let found = self[index]
            if found < 0x21 || found >= 0x7F || found == one || found == other { return index }
            index &+= 1
        }
        return end
    }

    /// How often `byte`, an ASCII character, stands in the span.
    func count(of byte: UInt8) -> Int {
        var found = 0
        for index in indices where self[index] == byte { found &+= 1 }
        return found
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

    /// Whether the bytes of `range` are exactly `text`.
    @inline(__always)
    func matches(_ text: StaticString, at range: Range<Int>) -> Bool {
        matches(text, at: range, folding: 0)
    }

    /// Whether the bytes of `range` are `text`, upper case read as lower case. Only for ranges of
    /// visible ASCII and texts of letters, digits and `-`: the bit that is set for lower case makes
    /// nothing else into one of these.
    @inline(__always)
    func matches(ignoringCase text: StaticString, at range: Range<Int>) -> Bool {
        matches(text, at: range, folding: 0x20)
    }

    @inline(__always)
    private func matches(_ text: StaticString, at range: Range<Int>, folding fold: UInt8) -> Bool {
        let count = range.count
        guard count == text.utf8CodeUnitCount, count > 0 else { return false }
        let expected = text.span
        let start = range.lowerBound
        if count < 8 {
            for index in 0..<count where self[start &+ index] | fold != expected[index] | fold {
                return false
            }
            return true
        }
        let folds = Lanes.ones &* UInt64(fold)
        var index = 0
        while index &+ 8 < count {
            let difference = Lanes(self, at: start &+ index).word ^ Lanes(expected, at: index).word
            if difference & ~folds != 0 { return false }
            index &+= 8
        }
        // The last eight, overlapping what was compared before.
        let last = count &- 8
        let difference = Lanes(self, at: start &+ last).word ^ Lanes(expected, at: last).word
        return difference & ~folds == 0
    }
}
