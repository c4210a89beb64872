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

    private enum Phase {
        case idle
        /// A CR came where a request line should begin; then its LF.
        case emptyLine
        case afterEmptyLine
        case head
    }

    public init(limits: HeadLimits = HeadLimits()) { self.limits = limits }

    /// Whether no byte of a request has come yet: the connection is idle.
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
        case .emptyLine, .afterEmptyLine:
            guard try skipEmptyLine(in: input, from: &start) else { return .incomplete }
            phase = .head
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

    /// Ignores one CR LF before the request line (RFC 9112 §2.2), and refuses at once what cannot
    /// begin one. False where all of the input was taken.
    private mutating func skipEmptyLine(
        in input: Span<UInt8>, from start: inout Int
    ) throws(RequestFault) -> Bool {
        if phase == .idle, start < input.count, input[start] == 0x0D {
            phase = .emptyLine
            start += 1
        }
        if phase == .emptyLine, start < input.count {
            guard input[start] == 0x0A else { throw .head(.bareCarriageReturn) }
            phase = .afterEmptyLine
            start += 1
        }
        guard start < input.count else { return false }
        guard ASCIISet.token.contains(input[start]) else {
            throw input[start] == 0x0A ? .head(.bareLineFeed) : .malformedRequestLine
        }
        return true
    }
}
