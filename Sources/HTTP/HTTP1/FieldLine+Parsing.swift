import Codecs

extension FieldLine {
    /// Reads one field line, given without its line end and free of control characters but tabs
    /// (RFC 9112 §5): name, colon, white space, value, white space.
    @inline(__always)
    init(parsing head: Span<UInt8>, line: Range<Int>) throws(HeadFault) {
        let colon = head.firstInvisible(or: UInt8(ascii: ":"), in: line)
        let nameRange = line.lowerBound..<colon
        guard colon < line.upperBound, head[colon] == UInt8(ascii: ":"), !nameRange.isEmpty else {
            throw FieldLine.fault(of: head, line: line, colon: colon)
        }
        let name = FieldNameTable.shared.field(head, nameRange)
        if name == .other {
            guard head.isToken(in: nameRange) else { throw .invalidFieldName }
            guard nameRange.count <= Int(UInt16.max) else { throw .fieldTooLarge }
        }
        var start = colon &+ 1
        var end = line.upperBound
        while start < end, head[start] == 0x20 || head[start] == 0x09 { start &+= 1 }
        while end > start, head[end &- 1] == 0x20 || head[end &- 1] == 0x09 { end &-= 1 }
        self.init(name: name, nameRange: nameRange, valueRange: start..<end)
    }

    /// What is wrong with a line whose first byte that is no part of a name is at `colon`.
    @inline(never)
    private static func fault(
        of head: Span<UInt8>, line: Range<Int>, colon: Int
    ) -> HeadFault {
        guard colon < line.upperBound else { return .missingColon }
        let byte = head[colon]
        let isWhitespace = byte == 0x20 || byte == 0x09
        if colon == line.lowerBound {
            return isWhitespace
                ? .lineFolding : byte == UInt8(ascii: ":") ? .emptyFieldName : .invalidFieldName
        }
        guard isWhitespace else { return .invalidFieldName }
        var next = colon
        while next < line.upperBound, head[next] == 0x20 || head[next] == 0x09 { next += 1 }
        let beforeColon = next < line.upperBound && head[next] == UInt8(ascii: ":")
        return beforeColon ? .whitespaceBeforeColon : .invalidFieldName
    }
}
