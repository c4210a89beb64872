/// Sixteen bytes looked at with a few vector instructions (two words, since comparing byte vectors
/// compiles to loops). Each test answers with the top bit set in exactly the bytes it is true of; no
/// carry ever crosses from one byte to the next.
struct Lanes {
    private let words: SIMD2<UInt64>

    /// One flag a byte.
    typealias Flags = SIMD2<UInt64>

    static var count: Int { 16 }

    /// The sixteen bytes of `bytes` from `index` on.
    @inline(__always)
    init(_ bytes: borrowing Span<UInt8>, at index: Int) {
        // Checked against the span's bounds; every bit pattern is a pair of words.
        words = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromByteOffset: index, as: SIMD2<UInt64>.self)
    }

    /// Control characters, horizontal tab among them.
    @inline(__always)
    var controls: Flags {
        let low = words & Lanes.each(0x7F)
        let beyondControls = low &+ Lanes.each(0x80 - 0x20)
        let deletes = low &+ Lanes.each(0x80 - 0x7F)
        return (~beyondControls | deletes) & ~words & Lanes.each(0x80)
    }

    /// All that is no visible ASCII character: controls, space and what lies beyond ASCII.
    @inline(__always)
    var invisibles: Flags {
        let low = words & Lanes.each(0x7F)
        let visible = low &+ Lanes.each(0x80 - 0x21)
        let deletes = low &+ Lanes.each(0x80 - 0x7F)
        return (~visible | deletes | words) & Lanes.each(0x80)
    }

    @inline(__always)
    func equal(to byte: UInt8) -> Flags {
        let difference = words ^ Lanes.each(byte)
        let nonzero = (difference & Lanes.each(0x7F)) &+ Lanes.each(0x7F)
        return ~(nonzero | difference) & Lanes.each(0x80)
    }

    /// The place of the first flag, nil where there is none.
    @inline(__always)
    static func first(_ flags: Flags) -> Int? {
        if flags[0] | flags[1] == 0 { return nil }
        return flags[0] != 0
            ? flags[0].littleEndian.trailingZeroBitCount &>> 3
            : 8 &+ flags[1].littleEndian.trailingZeroBitCount &>> 3
    }

    @inline(__always)
    static func count(_ flags: Flags) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // At most two in each byte, sixteen in all: the product's top byte is their sum.
        return Int((((flags[0] &>> 7) &+ (flags[1] &>> 7)) &* ones) &>> 56)
    }

    @inline(__always)
    private static func each(_ byte: UInt8) -> SIMD2<UInt64> {
        SIMD2(repeating: UInt64(byte) &* 0x0101_0101_0101_0101)
    }
}
