import Codecs

/// Answers the frames of a WebSocket client (RFC 6455 §5): data comes back frame by frame without its
/// mask, a ping becomes a pong, a Close is returned and ends it, and what breaks the protocol is
/// closed with 1002. It works on any pieces of the stream and holds no payload; texts are not looked
/// into.
struct FrameEcho {
    /// Whether the last frame of both directions has gone by.
    private(set) var hasEnded = false
    private var position = Position.head
    /// Of the frame that begins: up to 14 bytes.
    private var head: [UInt8] = []
    /// Amid a message of several frames.
    private var isFragmented = false

    private enum Position {
        case head
        case payload(Payload)
    }

    /// The payload of one frame on its way.
    private struct Payload {
        let opcode: Opcode
        let mask: InlineArray<4, UInt8>
        var bytesLeft: UInt64
        /// Of the mask, what fits the next byte: 0 to 3.
        var phase = 0
    }

    private enum Opcode: UInt8 {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    private enum ProtocolFault: Error {
        case malformed
    }

    /// - Parameter bytes: the next of the client's.
    mutating func answer(_ bytes: Span<UInt8>, into output: inout ByteBuffer) {
        var offset = 0
        do throws(ProtocolFault) {
            while offset < bytes.count, !hasEnded {
                switch position {
                case .head:
                    head.append(bytes[offset])
                    offset += 1
                    if head.count == Self.headLength(head) { try begin(into: &output) }
                case .payload(let payload):
                    pass(payload, bytes, &offset, into: &output)
                }
            }
        } catch {
            // 1002: a frame of ours begins here, since whole heads only are answered.
            output.append([0x88, 2, 0x03, 0xEA])
            hasEnded = true
        }
    }

    /// Bytes of a head that begins so; those of the first two where nothing more is known.
    private static func headLength(_ head: [UInt8]) -> Int {
        guard head.count >= 2 else { return 2 }
        let maskLength = head[1] & 0x80 == 0 ? 0 : 4
        switch head[1] & 0x7F {
        case 126: return 4 + maskLength
        case 127: return 10 + maskLength
        default: return 2 + maskLength
        }
    }

    /// The head is complete: answers it with one of the same shape.
    private mutating func begin(into output: inout ByteBuffer) throws(ProtocolFault) {
        guard head[0] & 0x70 == 0, head[1] & 0x80 != 0, let opcode = Opcode(rawValue: head[0] & 15)
        else { throw .malformed }
        let isFinal = head[0] & 0x80 != 0
        let lengthBytes = head[1..<head.count - 4]
        let length = try Self.payloadLength(lengthBytes)
        if opcode.isControl {
            guard isFinal, length <= 125, opcode != .close || length != 1 else { throw .malformed }
        } else {
            guard (opcode == .continuation) == isFragmented else { throw .malformed }
            isFragmented = !isFinal
        }
        if opcode != .pong {
            output.append(opcode == .ping ? 0x8A : head[0])
            output.append(head[1] & 0x7F)
            for byte in lengthBytes.dropFirst() { output.append(byte) }
        }
        let maskStart = head.count - 4
        let mask = InlineArray<4, UInt8> { head[maskStart + $0] }
        let payload = Payload(opcode: opcode, mask: mask, bytesLeft: length)
        head.removeAll(keepingCapacity: true)
        if length == 0 { ended(payload) } else { position = .payload(payload) }
    }

    /// The shortest form only (§5.2), and less than 2^63.
    private static func payloadLength(
        _ bytes: ArraySlice<UInt8>
    ) throws(ProtocolFault) -> UInt64 {
        let short = UInt64((bytes.first ?? 0) & 0x7F)
        guard bytes.count > 1 else { return short }
        let length = bytes.dropFirst().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let smallest: UInt64 = bytes.count == 3 ? 126 : 65_536
        guard length >= smallest, length <= UInt64(Int64.max) else { throw .malformed }
        return length
    }

    private mutating func pass(
        _ payload: Payload, _ bytes: Span<UInt8>, _ offset: inout Int,
        into output: inout ByteBuffer
    ) {
        var payload = payload
        let start = offset
        let count = Int(min(payload.bytesLeft, UInt64(bytes.count - start)))
        if payload.opcode != .pong {
            let (mask, phase) = (payload.mask, payload.phase)
            unsafe output.append(upTo: count) { room in
                for place in 0..<count {
                    unsafe room[place] = bytes[start + place] ^ mask[(phase + place) & 3]
                }
                return count
            }
        }
        offset += count
        payload.bytesLeft -= UInt64(count)
        payload.phase = (payload.phase + count) & 3
        if payload.bytesLeft == 0 { ended(payload) } else { position = .payload(payload) }
    }

    private mutating func ended(_ payload: Payload) {
        position = .head
        if payload.opcode == .close { hasEnded = true }
    }
}
