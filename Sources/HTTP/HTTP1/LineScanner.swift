/// Finds the lines of a head in bytes that arrive in any pieces. It looks at each byte once: between
/// calls it remembers how far it came, counted from the head's first byte. Faults and limits take
/// effect in the order of the bytes, so the way the input was cut never changes the result.
struct LineScanner: Sendable {
    /// Where the line that is being read begins.
    private(set) var lineStart = 0
    /// The first byte not looked at.
    private var cursor = 0

    enum Line {
        case startLine
        case field
    }

    /// The next line without its CR LF, nil where `head` ends before it does.
    @inline(__always)
    mutating func nextLine(
        in head: Span<UInt8>, within limits: HeadLimits, of line: Line
    ) throws(HeadFault) -> Range<Int>? {
        let end = head.firstControl(from: cursor)
        let lineLimit = line == .startLine ? limits.startLineBytes : limits.fieldBytes
        if end &- lineStart > lineLimit || end >= limits.headBytes {
            if end &- lineStart > lineLimit, lineStart &+ lineLimit < limits.headBytes {
                throw line == .startLine ? .startLineTooLong : .fieldTooLarge
            }
            if end > limits.headBytes || end < head.count { throw .headTooLarge }
        }
        cursor = end
        guard end < head.count else { return nil }
        guard head[end] == 0x0D else { throw HeadFault(control: head[end]) }
        guard end &+ 1 < head.count else { return nil }
        guard end &+ 1 < limits.headBytes else { throw .headTooLarge }
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
        while let line = try nextLine(in: head, within: limits, of: .field) {
            if line.isEmpty { return lineStart }
            let field = try FieldLine(parsing: head, line: line)
            guard fields.count < limits.fieldCount else { throw .tooManyFields }
            fields.append(field)
        }
        return nil
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
