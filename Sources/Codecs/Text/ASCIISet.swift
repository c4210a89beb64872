/// A set of ASCII characters in sixteen bytes: one shift and mask a test, no table in memory. Bytes
/// from 0x80 are in no set.
public struct ASCIISet: Hashable, Sendable {
    private let bits: UInt128

    /// - Parameter bits: bit n for the character n; for constants, which then cost nothing.
    @inline(__always)
    public init(bits: UInt128) { self.bits = bits }

    /// The characters of `text`, which must be ASCII.
    public init(_ text: StaticString) {
        var bits: UInt128 = 0
        let characters = text.span
        for index in characters.indices {
            precondition(characters[index] < 0x80)
            bits |= 1 << UInt128(characters[index])
        }
        self.bits = bits
    }

    public init(_ range: ClosedRange<UInt8>) {
        precondition(range.upperBound < 0x80)
        var bits: UInt128 = 0
        for byte in range { bits |= 1 << UInt128(byte) }
        self.bits = bits
    }

    @inline(__always)
    public func contains(_ byte: UInt8) -> Bool {
        byte < 0x80 && (bits &>> UInt128(byte)) & 1 == 1
    }

    public func union(_ other: ASCIISet) -> ASCIISet { ASCIISet(bits: bits | other.bits) }
    public func subtracting(_ other: ASCIISet) -> ASCIISet { ASCIISet(bits: bits & ~other.bits) }

    /// `A-Z a-z 0-9 - . _ ~`, which never need an escape (RFC 3986 §2.3).
    public static var unreserved: ASCIISet {
        ASCIISet(bits: 0x47FF_FFFE_87FF_FFFE_03FF_6000_0000_0000)
    }

    /// `!` to `~`: all that prints, the space not included.
    public static var visible: ASCIISet {
        ASCIISet(bits: 0x7FFF_FFFF_FFFF_FFFF_FFFF_FFFE_0000_0000)
    }
}
