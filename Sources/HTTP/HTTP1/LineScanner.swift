/// Finds the lines of a head in bytes that arrive in any pieces. It looks at each byte once: between
/// calls it remembers how far it came, counted from the head's first byte. Faults and limits take
/// effect in the order of the bytes, so the way the input was cut never changes the result.
struct LineScanner: Sendable {
    /// Where the line that is being read begins.
    private(set) var lineStart = 0
    /// The first byte not looked at.
    private var cursor = 0

    /// The next line without its CR LF, nil where `head` ends before it does.
    /// - Parameters: `lineBytes` of a line without its line end, `headBytes` of everything.
    @inline(__always)
    mutating func nextLine(
        in head: Span<UInt8>, lineBytes: Int, headBytes: Int
    ) throws(HeadFault) -> Range<Int>? {
        let end = head.firstControl(from: cursor)
        if end &- lineStart > lineBytes || end >= headBytes {
            // What counts is the limit that was passed first.
            if end &- lineStart > lineBytes, lineStart &+ lineBytes < headBytes {
                throw .fieldTooLarge
            }
            if end > headBytes || end < head.count { throw .headTooLarge }
        }
        cursor = end
        guard end < head.count else { return nil }
        guard head[end] == 0x0D else { throw HeadFault(control: head[end]) }
        guard end &+ 1 < head.count else { return nil }
        guard end &+ 1 < headBytes else { throw .headTooLarge }
        guard head[end &+ 1] == 0x0A else { throw .bareCarriageReturn }
        let found = lineStart..<end
        lineStart = end &+ 2
        cursor = lineStart
        return found
    }

    /// Reads field lines up to the empty line that ends them; the length of `head` to its end, nil
    /// where it is not there yet.
    @inline(__always)
    mutating func fieldLines(
        in head: Span<UInt8>, within limits: HeadLimits, into fields: inout Fields
    ) throws(HeadFault) -> Int? {
        let names = FieldNameTable.shared
        let lineBytes = limits.fieldBytes
        let headBytes = limits.headBytes
        while true {
            // A name holds no control character, so the search for the line's end begins behind it.
            // A line that is resumed, and every fault, is read from its start when it is complete.
            let name =
                cursor == lineStart ? FieldName(parsing: head, at: lineStart, from: names) : nil
            if let name { cursor = name.colon &+ 1 }
            guard let line = try nextLine(in: head, lineBytes: lineBytes, headBytes: headBytes)
            else { return nil }
            if line.isEmpty { return lineStart }
            guard fields.count < limits.fieldCount else { throw .tooManyFields }
            if let name {
                fields.append(FieldLine(name, in: head, line: line))
            } else {
                fields.append(try FieldLine(parsing: head, line: line))
            }
        }
    }
}

extension HeadFault {
    /// The fault of a control character where none may stand.
    init(control byte: UInt8) {
        switch byte {
        case 0x00: self = .nul
        case 0x0A: self = .bareLineFeed
        case 0x0D: self = .bareCarriageReturn
        default: self = .controlCharacter
        }
    }
}
