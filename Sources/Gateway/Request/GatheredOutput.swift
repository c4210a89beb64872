import Codecs
import HTTP
import Transport

/// What one callback has to send in one direction, gathered so that it leaves in one system call. A
/// worker has one, empty between callbacks.
struct GatheredOutput: ~Copyable {
    var bytes = ByteBuffer(capacity: 4096)

    /// Pieces up to this size are copied behind what is there; a larger one goes beside it.
    private static let copiedBytesLimit = 16 * 1024

    /// Adds a piece of a body in its framing.
    mutating func add(_ piece: Span<UInt8>, framing: BodyFraming, to stream: ByteStream) {
        guard framing != .chunked else { return bytes.append(chunk: piece) }
        if bytes.isEmpty {
            stream.write(piece)
        } else if piece.count <= Self.copiedBytesLimit {
            bytes.append(piece)
        } else {
            stream.write(bytes.span, piece)
            bytes.removeAll()
        }
    }

    /// Sends everything.
    mutating func flush(to stream: ByteStream) {
        guard !bytes.isEmpty else { return }
        stream.write(bytes.span)
        bytes.removeAll()
    }
}
