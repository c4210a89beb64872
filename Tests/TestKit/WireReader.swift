/// Reads HTTP/1 messages off a socket and keeps what came too early for the next one.
///
/// A plain reader of well-framed messages, written apart from the gateway's own so that the two
/// cannot share a mistake.
final class WireReader {
    let socket: StreamSocket
    private let bound: Duration
    private var pending: [UInt8] = []
    private var position = 0
    private let record: ([UInt8]) -> Void

    /// `record` is shown every byte when it arrives.
    init(_ socket: StreamSocket, bound: Duration, record: @escaping ([UInt8]) -> Void = { _ in }) {
        self.socket = socket
        self.bound = bound
        self.record = record
    }

    /// What has been received and not yet consumed.
    var unread: ArraySlice<UInt8> { pending[position...] }

    /// Receives more; false at the end of the stream.
    func receiveMore() throws(SocketFault) -> Bool {
        let bytes = try socket.receive(within: bound)
        record(bytes)
        if position == pending.count {
            pending = bytes
            position = 0
        } else {
            pending += bytes
        }
        return !bytes.isEmpty
    }

    /// The next line without its CRLF, or nil when the stream ends first.
    func readLine() throws(SocketFault) -> String? {
        var searched = position
        while true {
            while searched + 1 < pending.count {
                if pending[searched] == 0x0D, pending[searched + 1] == 0x0A {
                    defer { position = searched + 2 }
                    return String(decoding: pending[position..<searched], as: UTF8.self)
                }
                searched += 1
            }
            let consumed = searched - position
            guard try receiveMore() else { return nil }
            searched = position + consumed
        }
    }

    /// The next head with its empty line, or nil when the stream ends first.
    func readHead() throws(SocketFault) -> WireHead? {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        var searched = 0
        while true {
            let unread = self.unread
            if let start = unread.dropFirst(max(0, searched - 3)).firstRange(of: end) {
                defer { position = start.upperBound }
                return WireHead(Array(pending[position..<start.upperBound]))
            }
            searched = unread.count
            guard try receiveMore() else { return nil }
        }
    }

    /// Consumes up to `limit` bytes; fewer, but at least one, unless the stream ends.
    func read(upTo limit: Int) throws(SocketFault) -> ArraySlice<UInt8> {
        if position == pending.count, try !receiveMore() { return [] }
        let end = position + min(limit, pending.count - position)
        defer { position = end }
        return pending[position..<end]
    }

    /// Reads a body; what cut it short is in its `ending`, only a passed deadline throws.
    ///
    /// `consume` gets the bytes as they arrive instead of the returned body, when given.
    func readBody(
        of head: WireHead, untilClose: Bool, consume: (([UInt8]) -> Void)? = nil
    ) throws(SocketFault) -> WireBody {
        var body = WireBody()
        do throws(SocketFault) {
            let isWhole: Bool
            if head.isChunked {
                isWhole = try readChunks(into: &body, consume)
            } else if let length = head.contentLength {
                isWhole = try readBytes(length, into: &body, consume)
            } else {
                if untilClose { _ = try readBytes(.max, into: &body, consume) }
                isWhole = true
            }
            if !isWhole { body.ending = .truncated }
        } catch {
            guard error == .reset else { throw error }
            body.ending = .reset
        }
        return body
    }

    private func readBytes(
        _ count: Int, into body: inout WireBody, _ consume: (([UInt8]) -> Void)?
    ) throws(SocketFault) -> Bool {
        var remaining = count
        while remaining > 0 {
            let bytes = try read(upTo: remaining)
            if bytes.isEmpty { return false }
            remaining -= bytes.count
            if let consume { consume(Array(bytes)) } else { body.bytes += bytes }
        }
        return true
    }

    private func readChunks(
        into body: inout WireBody, _ consume: (([UInt8]) -> Void)?
    ) throws(SocketFault) -> Bool {
        while true {
            guard let line = try readLine() else { return false }
            let digits = line.prefix { $0 != ";" }
            guard let size = Int(digits, radix: 16) else { return false }
            if size == 0 { return try readTrailers(into: &body) }
            body.chunks.append(size)
            guard try readBytes(size, into: &body, consume), try readLine() == "" else {
                return false
            }
        }
    }

    private func readTrailers(into body: inout WireBody) throws(SocketFault) -> Bool {
        while let line = try readLine() {
            if line.isEmpty { return true }
            let lines = WireHead(Array("-\r\n\(line)\r\n".utf8))
            body.trailers += lines.fields
        }
        return false
    }
}
