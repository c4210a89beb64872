/// A set of known field names in one 128-bit word: membership is a shift and a mask.
public struct FieldSet: Sendable, Equatable, ExpressibleByArrayLiteral {
    private var bits: UInt128 = 0

    public init() {}

    public init(arrayLiteral fields: KnownField...) {
        for field in fields { insert(field) }
    }

    public var isEmpty: Bool { bits == 0 }

    @inline(__always)
    public func contains(_ field: KnownField) -> Bool {
        (bits &>> UInt128(field.rawValue)) & 1 != 0
    }

    @inline(__always)
    public mutating func insert(_ field: KnownField) {
        bits |= 1 &<< UInt128(field.rawValue)
    }

    public func union(_ other: FieldSet) -> FieldSet {
        var result = self
        result.bits |= other.bits
        return result
    }

    public func subtracting(_ other: FieldSet) -> FieldSet {
        var result = self
        result.bits &= ~other.bits
        return result
    }
}
