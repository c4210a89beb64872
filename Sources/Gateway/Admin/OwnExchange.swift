import Codecs
import HTTP
import Transport

/// One request to us and its answer, as the task sees it that makes the answer: the body comes part by part as it
/// is asked for, an answer goes whole or piece by piece as the client takes it. Neither is held in memory as a
/// whole unless the task does.
///
/// It belongs to the connection's loop, and one task uses it.
final class OwnExchange {
    /// Why the task cannot go on.
    enum Fault: Error, Equatable {
        /// The client is gone, or too slow.
        case clientGone
        case bodyTooLarge
        case malformedBody
    }

    private let stream: ByteStream
    private let delivery: ResponseDelivery
    private let expectsContinue: Bool
    private var decoder: BodyDecoder
    /// Received and not yet decoded.
    private var unread = ByteBuffer()
    private var isGone = false
    private var hasContinued = false
    /// Whether the answer was begun and, as far as the client is told, completed.
    private var isAnswered = false
    /// The task, while it waits for the client to send or to take something.
    private var waiting: CheckedContinuation<Void, Never>?

    /// - Parameter early: what came behind the head.
    init(_ request: borrowing Request, _ early: Span<UInt8>, on stream: ByteStream) {
        self.stream = stream
        delivery = ResponseDelivery(
            version: request.version, isHead: request.method == .head,
            isPersistent: request.isPersistent)
        expectsContinue = request.expectation == .continue
        decoder = BodyDecoder(framing: request.framing)
        unread.append(early)
        stream.pauseReading()
        stream.cancelTimeout()
    }

    /// Whether the next request may come on this connection.
    var leavesConnectionOpen: Bool {
        isAnswered && delivery.isPersistent && decoder.isComplete && unread.isEmpty
    }

    // MARK: The body

    /// The next part of the body, at most what one read brings; nil at its end.
    func part() async throws(Fault) -> [UInt8]? {
        while true {
            let part = try decode()
            if !part.isEmpty { return part }
            if decoder.isComplete { return nil }
            continueIfExpected()
            try await waitForClient { stream.resumeReading() }
        }
    }

    /// All of the body.
    func body(byteCountLimit: Int) async throws(Fault) -> [UInt8] {
        var body: [UInt8] = []
        while let part = try await part() {
            guard body.count + part.count <= byteCountLimit else { throw .bodyTooLarge }
            body += part
        }
        return body
    }

    private func decode() throws(Fault) -> [UInt8] {
        var bytes = ByteBuffer()
        swap(&bytes, &unread)
        var part: [UInt8] = []
        var offset = 0
        do throws(BodyFault) {
            decoding: while true {
                switch try decoder.next(bytes.span, from: &offset) {
                case .data(let range): part += [UInt8](bytes.span.extracting(range))
                case .needsMore, .end: break decoding
                }
            }
        } catch {
            throw .malformedBody
        }
        bytes.removeFirst(offset)
        swap(&bytes, &unread)
        return part
    }

    private func continueIfExpected() {
        guard expectsContinue, !hasContinued else { return }
        hasContinued = true
        var interim = ByteBuffer()
        interim.append(interim: .continue)
        stream.write(interim.span)
    }

    // MARK: The answer

    /// Answers whole.
    func answer(_ answer: borrowing Answer) {
        guard !isGone, !isAnswered else { return }
        isAnswered = true
        var output = ByteBuffer()
        let persists = delivery.isPersistent && decoder.isComplete
        output.append(
            response: answer.status, lines: answer.lines.span, body: answer.body.span,
            for: ResponseDelivery(
                version: delivery.version, isHead: delivery.isHead, isPersistent: persists))
        stream.write(output.span)
    }

    /// Begins an answer that `send` goes on with and `end` completes.
    func begin(_ answer: borrowing Answer) {
        var output = ByteBuffer()
        output.append(
            head: answer.status, lines: answer.lines.span, framing: framing, for: delivery)
        stream.write(output.span)
    }

    /// Sends a piece of the answer; returns when the client has taken it.
    func send(_ bytes: Span<UInt8>) async throws(Fault) {
        guard !isGone else { throw .clientGone }
        var output = ByteBuffer(capacity: bytes.count + 32)
        if framing == .chunked { output.append(chunk: bytes) } else { output.append(bytes) }
        stream.write(output.span)
        while stream.hasPendingOutput { try await waitForClient {} }
    }

    /// Completes an answer; without it the client sees that something is missing.
    func end() {
        guard framing == .chunked else { return }
        isAnswered = true
        var output = ByteBuffer()
        output.appendLastChunk()
        stream.write(output.span)
    }

    private var framing: BodyFraming { delivery.framing(for: .chunked) }

    // MARK: From the connection

    func received(_ bytes: Span<UInt8>) {
        unread.append(bytes)
        stream.pauseReading()
        resume()
    }

    func outputSent() { resume() }

    func clientGone() {
        isGone = true
        resume()
    }

    private func waitForClient(_ begin: () -> Void) async throws(Fault) {
        guard !isGone else { throw .clientGone }
        stream.setTimeout(
            nanoseconds: OwnConnection.timeoutNanoseconds, now: SystemClock.now())
        begin()
        await withCheckedContinuation { waiting = $0 }
        stream.cancelTimeout()
        guard !isGone else { throw .clientGone }
    }

    private func resume() {
        let continuation = waiting
        waiting = nil
        continuation?.resume()
    }
}
