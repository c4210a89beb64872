import Codecs

/// Reads the head of one request, given in any pieces, into a `Request`. It accepts exactly what
/// RFC 9112 lets a client send and refuses whatever has two readings, so that a request that comes
/// out has one: framing, host and target are settled. It never reads past the head, allocates nothing
/// when the request's memory is warm, and never traps on input. After a fault it must not be used
/// again; after a complete head it is ready for the next one.
public struct RequestParser: Sendable {
    public let limits: HeadLimits
    private var reader = HeadReader()
    private var phase = Phase.idle

    /// Empty lines that came in place of this request.
    private var emptyLineCount = 0

    /// Empty lines ignored before a request line: a client may send one behind a body, and one more
    /// because it thinks that the body ends with it (RFC 9112 §2.2).
    private static var emptyLineLimit: Int { 2 }

    private enum Phase {
        case idle
        /// A CR came where a request line should begin; then its LF.
        case emptyLine
        case head
    }

    public init(limits: HeadLimits = HeadLimits()) { self.limits = limits }

    /// Whether no byte of a request has come yet: the connection is idle. Empty lines do not count.
    public var isIdle: Bool { phase == .idle }

    /// Reads on with the bytes of `input` from `offset` on. A head that lies in one input is scanned
    /// there and copied once; otherwise `request` keeps the pieces, so it must be the same one, left
    /// alone, until the head is complete. After a fault `request` holds what was read until then.
    public mutating func parse(
        _ input: Span<UInt8>, from offset: Int, into request: inout Request
    ) throws(RequestFault) -> HeadProgress {
        let progress = try read(input, from: offset, into: &request)
        guard case .complete = progress else { return progress }
        self = RequestParser(limits: limits)
        try request.interpret(within: limits)
        return progress
    }

    @inline(__always)
    private mutating func read(
        _ input: Span<UInt8>, from offset: Int, into request: inout Request
    ) throws(RequestFault) -> HeadProgress {
        var start = offset
        switch phase {
        case .idle:
            request.reset()
            fallthrough
        case .emptyLine:
            guard try skipEmptyLines(in: input, from: &start) else { return .incomplete }
        case .head: break
        }
        var line = request.line
        defer { request.line = line }
        let consumed = try reader.read(
            input.extracting(start..<input.count), within: limits, into: &request.fields
        ) { (place, head) throws(RequestFault) in try line.parse(place, in: head) }
        guard let consumed else { return .incomplete }
        return .complete(consumed: start - offset + consumed)
    }

    /// Ignores empty lines before the request line, and refuses at once what cannot begin one. False
    /// where all of the input was taken.
    private mutating func skipEmptyLines(
        in input: Span<UInt8>, from start: inout Int
    ) throws(RequestFault) -> Bool {
        while start < input.count {
            switch (phase, input[start]) {
            case (.idle, let byte) where ASCIISet.token.contains(byte):
                phase = .head
                return true
            case (.idle, 0x0D) where emptyLineCount < RequestParser.emptyLineLimit:
                phase = .emptyLine
            case (.emptyLine, 0x0A):
                phase = .idle
                emptyLineCount += 1
            case (.emptyLine, _): throw .head(.bareCarriageReturn)
            case (_, 0x0A): throw .head(.bareLineFeed)
            default: throw .malformedRequestLine
            }
            start += 1
        }
        return false
    }
}
