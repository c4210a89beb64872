import Codecs

extension FieldLine {
    /// Reads one field line, given without its line end and free of control characters but tabs
    /// (RFC 9112 §5): name, colon, white space, value, white space.
    @inline(never)
    init(parsing head: Span<UInt8>, line: Range<Int>) throws(HeadFault) {
        let colon = head.firstInvisible(or: UInt8(ascii: ":"), in: line)
        let place = line.lowerBound..<colon
        guard colon < line.upperBound, head[colon] == UInt8(ascii: ":"), !place.isEmpty else {
            throw FieldLine.fault(of: head, line: line, colon: colon)
        }
        guard place.count <= Int(UInt16.max) else { throw .fieldTooLarge }
        guard let name = FieldName(resolving: head, place, from: .shared) else {
            throw .invalidFieldName
        }
        self.init(name, in: head, line: line)
    }

    /// The rest of a line whose name was read.
    @inline(__always)
    init(_ name: FieldName, in head: Span<UInt8>, line: Range<Int>) {
        var start = name.colon &+ 1
        var end = line.upperBound
        while start < end, head[start] == 0x20 || head[start] == 0x09 { start &+= 1 }
        while end > start, head[end &- 1] == 0x20 || head[end &- 1] == 0x09 { end &-= 1 }
        self.init(
            name: name.field,
            nameRange: line.lowerBound..<name.colon,
            valueRange: start..<end)
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

/// The name that begins a field line.
struct FieldName {
    let field: KnownField
    /// Where the colon is.
    let colon: Int

    /// The name in `place`, which is visible ASCII with a colon behind it; nil where it is no token.
    @inline(__always)
    init?(resolving head: Span<UInt8>, _ place: Range<Int>, from names: FieldNameTable) {
        field = names.field(head, place)
        if field == .other, !head.isToken(in: place) { return nil }
        colon = place.upperBound
    }

    /// The name that begins at `start`, where it is a short and legal one with its colon; nil says
    /// nothing about the line but that it is to be read another way.
    @inline(__always)
    init?(parsing head: Span<UInt8>, at start: Int, from names: FieldNameTable) {
        var index = start
        while index &+ Lanes.count <= head.count, index &- start < 2 &* Lanes.count {
            let lanes = Lanes(head, at: index)
            guard let hit = Lanes.first(lanes.invisibles | lanes.equal(to: UInt8(ascii: ":")))
            else {
                index &+= Lanes.count
                continue
            }
            index &+= hit
            guard index > start, head[index] == UInt8(ascii: ":") else { return nil }
            self.init(resolving: head, start..<index, from: names)
            return
        }
        return nil
    }
}
