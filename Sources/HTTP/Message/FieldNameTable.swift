import Codecs

/// Finds the known field of a name: a hash table over the first and the last eight bytes of the names in
/// lower case, which are all that most of them have. Built once from `KnownField`; a look-up costs two
/// loads, a multiplication and a comparison.
@safe
struct FieldNameTable: @unchecked Sendable {
    static let shared = FieldNameTable()

    private struct Slot {
        var key = Key(first: 0, last: 0, count: 0)
        /// `other` in an empty slot.
        var field = KnownField.other
    }

    private struct Key: Equatable {
        let first: UInt64
        let last: UInt64
        let count: Int
    }

    /// A power of two, at most half full, so that there is always an empty slot to stop at. Written
    /// before the table is shared and never again, which makes it safe to send; it lives as long as the
    /// program, so that no look-up counts references.
    private let slots: UnsafePointer<Slot>

    private static var slotCount: Int { 512 }

    private init() {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: FieldNameTable.slotCount)
        unsafe slots.initialize(repeating: Slot(), count: FieldNameTable.slotCount)
        precondition(KnownField.allCases.count * 2 < FieldNameTable.slotCount)
        for field in KnownField.allCases where field != .other {
            let name = field.name.span
            let key = FieldNameTable.key(of: name, 0..<name.count)
            var index = FieldNameTable.slot(of: key)
            while unsafe slots[index].field != .other { index = FieldNameTable.slot(after: index) }
            unsafe slots[index] = Slot(key: key, field: field)
        }
        unsafe self.slots = UnsafePointer(slots)
    }

    /// The field whose name the bytes of `name` are in any case; they are visible ASCII.
    @inline(__always)
    func field(_ bytes: Span<UInt8>, _ name: Range<Int>) -> KnownField {
        let key = FieldNameTable.key(of: bytes, name)
        var index = FieldNameTable.slot(of: key)
        // An index is nine bits wide, whatever the key.
        while unsafe slots[index].field != .other {
            if unsafe slots[index].key == key {
                let field = unsafe slots[index].field
                // Two words cover sixteen bytes; what lies between is compared where there is more.
                let isWhole = key.count <= 16 || bytes.matches(ignoringCase: field.name, at: name)
                return isWhole ? field : .other
            }
            index = FieldNameTable.slot(after: index)
        }
        return .other
    }

    @inline(__always)
    private static func slot(after index: Int) -> Int { (index &+ 1) & (slotCount &- 1) }

    @inline(__always)
    private static func slot(of key: Key) -> Int {
        let mixed = key.first ^ (key.last &<< 1) ^ UInt64(truncatingIfNeeded: key.count)
        return Int(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) &>> 55)
    }

    /// Bit 5 makes letters lower case; of the other visible characters it changes only some that are in
    /// no name, and into nothing that is in one.
    @inline(__always)
    private static func key(of bytes: Span<UInt8>, _ name: Range<Int>) -> Key {
        let lower: UInt64 = 0x2020_2020_2020_2020
        let count = name.count
        if count >= 8 {
            return Key(
                first: bytes.word(at: name.lowerBound) | lower,
                last: bytes.word(at: name.upperBound &- 8) | lower, count: count)
        }
        if name.lowerBound &+ 8 <= bytes.count {
            let mask = (1 &<< (UInt64(truncatingIfNeeded: count) &* 8)) &- 1
            let first = (bytes.word(at: name.lowerBound) | lower) & mask
            return Key(first: first, last: 0, count: count)
        }
        var first: UInt64 = 0
        for index in name.reversed() { first = first &<< 8 | UInt64(bytes[index] | 0x20) }
        return Key(first: first, last: 0, count: count)
    }
}

extension KnownField {
    /// The field of that name, whatever its case; `other` where it is no known one.
    public init(name: Span<UInt8>) {
        let place = 0..<name.count
        self = name.isToken(in: place) ? FieldNameTable.shared.field(name, place) : .other
    }
}
