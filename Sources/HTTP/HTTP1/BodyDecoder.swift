/// Finds the bytes of one body in what a connection delivers, and its end. It lends ranges of the
/// input and copies nothing but trailers, holds no body byte, and allocates nothing without trailers.
/// After a fault it must not be used again.
public struct BodyDecoder: ~Copyable {
    /// Trailer lines of a chunked body, complete at `end`; kept for a route that forwards them, else
    /// simply forgotten (Q5). Never merged with the head's fields. A step may remove lines from it.
    public var trailers = Fields()
    private var state: State

    private enum State {
        /// So many bytes of body are to come.
        case length(Int64)
        case chunk(ChunkDecoder)
        case untilClose
        case complete
    }

    /// - Parameter framing: as the request's or the response's head says.
    public init(framing: BodyFraming) {
        switch framing {
        case .none, .length(0): state = .complete
        case .length(let count): state = .length(count)
        case .chunked: state = .chunk(ChunkDecoder())
        case .untilClose: state = .untilClose
        }
    }

    /// Whether the body was read to its end; at once for a message without one.
    public var isComplete: Bool {
        if case .complete = state { true } else { false }
    }

    /// The next part of the body in `input` from `offset` on; moves `offset` behind what was taken.
    /// Framing is taken without being lent. Call it until it answers `needsMore` or `end`.
    public mutating func next(
        _ input: Span<UInt8>, from offset: inout Int
    ) throws(BodyFault) -> BodyPart {
        let available = input.count - offset
        switch state {
        case .complete: return .end
        case .length(let rest):
            guard available > 0 else { return .needsMore }
            let taken = Int(min(rest, Int64(available)))
            state = rest == Int64(taken) ? .complete : .length(rest - Int64(taken))
            defer { offset += taken }
            return .data(offset..<offset + taken)
        case .untilClose:
            guard available > 0 else { return .needsMore }
            defer { offset = input.count }
            return .data(offset..<input.count)
        case .chunk(var decoder):
            let part = try decoder.next(input, from: &offset, trailers: &trailers)
            state = part == .end ? .complete : .chunk(decoder)
            return part
        }
    }

    /// The peer closed: the end of a body that ends so, a fault in every other one (Q19).
    public mutating func endOfInput() throws(BodyFault) {
        switch state {
        case .complete: return
        case .untilClose: state = .complete
        case .length, .chunk: throw .truncated
        }
    }
}
