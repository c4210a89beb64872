import Codecs
import Crypto
import HTTP
import Transport

/// One connection to the echo: a request after the other, each answered when its body has ended, or a
/// WebSocket whose frames come back.
///
/// Bodies are counted and never kept, frames come back piece by piece, and where the peer does not
/// take what it is sent, reading rests: memory stays the same whatever the sizes.
final class EchoConnection: StreamHandler {
    private enum Phase {
        case head
        case body(received: Int)
        case webSocket
        /// The last bytes are on their way.
        case ending
        /// They are sent, and what still comes is thrown away for a moment, so that a reset does not
        /// destroy them on their way (RFC 9112 §9.6).
        case lingering
        case closed
    }

    private let stream: ByteStream
    private unowned let server: EchoServer
    private var phase = Phase.head
    private var parser = RequestParser(limits: .echo)
    private var request = Request()
    private var body = BodyDecoder(framing: .none)
    private var frames = FrameEcho()
    /// Received while the answer before it waited to be sent; at most one read's worth.
    private var unread = ByteBuffer()

    /// Without a byte for so long, a connection that is no WebSocket ends: longer than any gateway
    /// keeps it in its pool.
    private static let idleNanoseconds: UInt64 = 300_000_000_000
    private static let lingerNanoseconds: UInt64 = 2_000_000_000

    init(_ descriptor: consuming Descriptor, of server: EchoServer) {
        self.server = server
        stream = ByteStream(descriptor, isConnecting: false, on: server.loop)
    }

    func start() {
        setTimeout(Self.idleNanoseconds)
        stream.start(reportingTo: self)
    }

    func close() {
        if case .closed = phase { return }
        phase = .closed
        stream.close()
        server.closed(self)
    }

    // MARK: From the stream

    func streamIsConnected(_ stream: ByteStream, error: SystemError?) {}

    func streamIsReadable(_ stream: ByteStream) {
        let loop = stream.loop
        switch stream.receive() {
        case .bytes(let count): received(loop.received(count))
        case .nothing: break
        case .end: end()
        case .failed: close()
        }
    }

    func streamIsWritable(_ stream: ByteStream) {
        if case .ending = phase { return linger() }
        var bytes = ByteBuffer()
        swap(&bytes, &unread)
        let used = use(bytes.span)
        bytes.removeFirst(used)
        if bytes.isEmpty { stream.resumeReading() } else { swap(&bytes, &unread) }
    }

    func streamTimedOut(_ stream: ByteStream) { close() }

    private func received(_ bytes: Span<UInt8>) {
        let used = unread.isEmpty ? use(bytes) : 0
        guard used < bytes.count else { return }
        unread.append(bytes.extracting(used...))
        stream.pauseReading()
    }

    /// Uses bytes until an answer has to wait for the peer.
    private func use(_ bytes: Span<UInt8>) -> Int {
        var used = 0
        while used < bytes.count {
            switch phase {
            case .head, .body, .webSocket:
                if stream.hasPendingOutput { return used }
            case .ending, .lingering, .closed: return bytes.count
            }
            switch phase {
            case .body(let count): receiveBody(bytes, &used, after: count)
            case .webSocket: receiveFrames(bytes, &used)
            default: receiveHead(bytes, &used)
            }
        }
        return used
    }

    // MARK: Requests

    private func receiveHead(_ bytes: Span<UInt8>, _ used: inout Int) {
        setTimeout(Self.idleNanoseconds)
        do throws(RequestFault) {
            guard
                case .complete(let headBytes) = try parser.parse(bytes, from: used, into: &request)
            else {
                used = bytes.count
                return
            }
            used += headBytes
        } catch {
            return refuse(.malformed(error))
        }
        if let handshake = WebSocketHandshake(request) { return upgrade(handshake) }
        body = BodyDecoder(framing: request.framing)
        guard request.framing.hasBody else { return answer(bodyBytes: 0) }
        phase = .body(received: 0)
        if request.expectation == .continue {
            var interim = ByteBuffer()
            interim.append(interim: .continue)
            stream.write(interim.span)
        }
    }

    private func receiveBody(_ bytes: Span<UInt8>, _ used: inout Int, after count: Int) {
        setTimeout(Self.idleNanoseconds)
        var count = count
        do throws(BodyFault) {
            while true {
                switch try body.next(bytes, from: &used) {
                case .data(let range): count += range.count
                case .needsMore:
                    phase = .body(received: count)
                    return
                case .end: return answer(bodyBytes: count)
                }
            }
        } catch {
            refuse(.malformedBody(error))
        }
    }

    /// Shows the request to whoever sent it.
    private func answer(bodyBytes: Int) {
        var answer = Answer(.ok, reason: .permitted)
        answer.add("Content-Type", "application/json")
        answer.body.append(request.shown(bodyBytes: bodyBytes).span)
        answer.body.append("\n")
        send(answer, isPersistent: request.isPersistent)
    }

    private func refuse(_ refusal: Refusal) {
        send(Answer(refusing: refusal), isPersistent: false)
    }

    private func send(_ answer: borrowing Answer, isPersistent: Bool) {
        var output = ByteBuffer()
        var lines = ByteBuffer()
        lines.append("Date: ")
        HTTPDate.append(SystemClock.wallTime(), to: &lines)
        lines.append("\r\n")
        lines.append(answer.lines.span)
        output.append(
            response: answer.status, lines: lines.span, body: answer.body.span,
            for: ResponseDelivery(
                version: request.version, isHead: request.method == .head,
                isPersistent: isPersistent))
        stream.write(output.span)
        if isPersistent { phase = .head } else { end() }
    }

    // MARK: WebSocket

    private func upgrade(_ handshake: WebSocketHandshake) {
        let sha1 = server.sha1
        var head = ByteBuffer()
        head.append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n")
        head.append("Connection: Upgrade\r\nSec-WebSocket-Accept: ")
        head.append(handshake.expectedAccept { sha1.hash($0) })
        head.append("\r\n\r\n")
        stream.write(head.span)
        stream.cancelTimeout()
        phase = .webSocket
    }

    private func receiveFrames(_ bytes: Span<UInt8>, _ used: inout Int) {
        var output = ByteBuffer()
        frames.answer(bytes.extracting(used...), into: &output)
        used = bytes.count
        stream.write(output.span)
        if frames.hasEnded { end() }
    }

    // MARK: The end

    /// Closes once everything is sent.
    private func end() {
        switch phase {
        case .head, .body, .webSocket:
            phase = .ending
            stream.pauseReading()
            if !stream.hasPendingOutput { linger() }
        case .ending: break
        case .lingering: close()
        case .closed: break
        }
    }

    private func linger() {
        phase = .lingering
        stream.shutdownWriting()
        setTimeout(Self.lingerNanoseconds)
        stream.resumeReading()
    }

    private func setTimeout(_ nanoseconds: UInt64) {
        stream.setTimeout(nanoseconds: nanoseconds, now: SystemClock.now())
    }
}

extension HeadLimits {
    /// More than a gateway sends: what it was given and what it adds.
    fileprivate static var echo: HeadLimits {
        HeadLimits(
            startLineBytes: 65_536, headBytes: 262_144, fieldCount: 1_000, fieldBytes: 65_536,
            cookieCount: 1_000, cookieBytes: 65_536)
    }
}

extension Request {
    /// `{method, target, headers: [[name, value], …], body_bytes}`: the request as it came.
    fileprivate borrowing func shown(bodyBytes: Int) -> JSONWriter {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.name("method")
        json.string(methodText)
        json.name("target")
        json.string(target)
        json.name("headers")
        json.beginArray()
        for index in 0..<fields.count {
            let line = fields[index]
            json.beginArray()
            json.string(fields.name(of: line))
            json.string(fields.value(of: line))
            json.endArray()
        }
        json.endArray()
        json.name("body_bytes")
        json.integer(bodyBytes)
        json.endObject()
        return json
    }
}
