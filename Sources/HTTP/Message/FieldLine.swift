/// One field line of a head: where its name and value lie in the head's bytes, and which known field
/// it is. 16 bytes; the text is lent by the `Fields` that holds the line.
public struct FieldLine: Sendable {
    let nameStart: UInt32
    let valueStart: UInt32
    private(set) var valueLength: UInt32
    let nameLength: UInt16
    /// The field this line is of, `other` where the name is none of ours.
    public let name: KnownField
    /// Whether the line was taken out of the message; it then stays in memory, unseen.
    public internal(set) var isRemoved = false

    /// - Precondition: both ranges lie under 4 GiB, the name is shorter than 64 KiB; the head limits
    ///   see to it.
    @inline(__always)
    init(name: KnownField, nameRange: Range<Int>, valueRange: Range<Int>) {
        assert(nameRange.count <= UInt16.max && valueRange.upperBound <= UInt32.max)
        self.name = name
        nameStart = UInt32(truncatingIfNeeded: nameRange.lowerBound)
        nameLength = UInt16(truncatingIfNeeded: nameRange.count)
        valueStart = UInt32(truncatingIfNeeded: valueRange.lowerBound)
        valueLength = UInt32(truncatingIfNeeded: valueRange.count)
    }

    /// The name's place in the head's bytes.
    var nameRange: Range<Int> {
        let start = Int(nameStart)
        return start..<start &+ Int(nameLength)
    }

    /// The value's place in the head's bytes, white space around it left out (RFC 9110 §5.5).
    var valueRange: Range<Int> {
        let start = Int(valueStart)
        return start..<start &+ Int(valueLength)
    }

    mutating func shortenValue(to length: Int) {
        precondition(length >= 0 && length <= Int(valueLength))
        valueLength = UInt32(length)
    }
}
