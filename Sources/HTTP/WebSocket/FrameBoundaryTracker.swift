/// Why a tunnel's bytes are no WebSocket frames; the tunnel is cut.
public enum FrameFault: Error, Equatable, Sendable {
    /// A payload of 2^63 bytes or more, or a length that is not written in the shortest form
    /// (RFC 6455 §5.2).
    case invalidLength
    /// A reserved opcode, or a control frame that is fragmented or longer than 125 bytes (§5.5).
    case invalidControl
    /// A client's frame without a mask, or a server's with one (§5.1).
    case wrongMasking
    /// Bytes behind a Close frame (§5.5.1).
    case bytesAfterClose
}

/// Follows one direction of a WebSocket tunnel, frame header by frame header, so that a frame of ours
/// can be put between two of theirs at any time. It looks at headers only, holds 24 bytes, and comes
/// to the same state however the bytes are cut.
public struct FrameBoundaryTracker: Sendable {
    /// Whose frames these are: a client masks its frames, a server does not.
    public enum Sender: Sendable {
        case client
        case server
    }

    public let sender: Sender
    /// Whether a Close frame went by: the sender wants to end, and says nothing after it.
    public private(set) var hasClosed = false
    private var position = Position.boundary

    private enum Position: Sendable {
        case boundary
        /// Behind the first byte; the opcode is known.
        case length(opcode: UInt8, isFinal: Bool)
        /// In the 2 or 8 bytes of a longer length.
        case extendedLength(value: UInt64, bytesLeft: UInt8, isLong: Bool)
        /// In the mask and the payload.
        case rest(bytesLeft: UInt64)
    }

    public init(sender: Sender) { self.sender = sender }

    /// Whether all bytes so far are whole frames: only then may something be put behind them.
    public var isAtBoundary: Bool {
        if case .boundary = position { true } else { false }
    }

    /// Follows the next bytes of this direction. Answers how many of them lie before the last
    /// boundary among them, nil where there is none: behind so many bytes a frame may be put.
    public mutating func advance(over bytes: Span<UInt8>) throws(FrameFault) -> Int? {
        var offset = 0
        var boundary: Int?
        while offset < bytes.count {
            if case .rest(let bytesLeft) = position {
                let step = min(bytesLeft, UInt64(bytes.count - offset))
                offset += Int(step)
                position = step == bytesLeft ? .boundary : .rest(bytesLeft: bytesLeft - step)
            } else {
                try take(bytes[offset])
                offset += 1
            }
            if case .boundary = position { boundary = offset }
        }
        return boundary
    }

    private mutating func take(_ byte: UInt8) throws(FrameFault) {
        switch position {
        case .boundary:
            if hasClosed { throw .bytesAfterClose }
            position = .length(opcode: byte & 0x0F, isFinal: byte & 0x80 != 0)
        case .length(let opcode, let isFinal):
            try takeLength(byte, opcode: opcode, isFinal: isFinal)
        case .extendedLength(let value, let bytesLeft, let isLong):
            let value = value << 8 | UInt64(byte)
            guard bytesLeft == 1 else {
                position = .extendedLength(
                    value: value, bytesLeft: bytesLeft - 1, isLong: isLong)
                return
            }
            let smallest: UInt64 = isLong ? 0x1_0000 : 126
            guard value >= smallest, value <= UInt64(Int64.max) else { throw .invalidLength }
            begin(payload: value)
        case .rest: preconditionFailure("the rest of a frame is skipped, not read")
        }
    }

    private mutating func takeLength(
        _ byte: UInt8, opcode: UInt8, isFinal: Bool
    ) throws(FrameFault) {
        guard (byte & 0x80 != 0) == (sender == .client) else { throw .wrongMasking }
        let length = byte & 0x7F
        switch opcode {
        case 0...2: break
        case 8...10 where isFinal && length <= 125: hasClosed = opcode == 8
        default: throw .invalidControl
        }
        switch length {
        case 126: position = .extendedLength(value: 0, bytesLeft: 2, isLong: false)
        case 127: position = .extendedLength(value: 0, bytesLeft: 8, isLong: true)
        default: begin(payload: UInt64(length))
        }
    }

    /// - Precondition: at most 2^63 − 1, so that the mask's four bytes cannot overflow.
    private mutating func begin(payload: UInt64) {
        let bytesLeft = payload + (sender == .client ? 4 : 0)
        position = bytesLeft == 0 ? .boundary : .rest(bytesLeft: bytesLeft)
    }
}
