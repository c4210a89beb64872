/// A run of bytes in a head, 8 bytes small since every message holds several.
struct ByteRange: Sendable, Equatable {
    var start: UInt32 = 0
    var count: UInt32 = 0

    static let empty = ByteRange()

    init() {}

    /// - Precondition: the range lies under 4 GiB; the head limits see to it.
    init(_ range: Range<Int>) {
        start = UInt32(range.lowerBound)
        count = UInt32(range.count)
    }

    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    var isEmpty: Bool { count == 0 }
}
