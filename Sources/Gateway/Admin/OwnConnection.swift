import Codecs
import HTTP
import Transport

/// One connection of an `OwnListener`: one request at a time. What a client sends before its answer ends the
/// connection behind it.
final class OwnConnection: StreamHandler {
    private let stream: ByteStream
    private let user: UInt32?
    private let registry: OwnListener.Registry
    private let responder: OwnListener.Responder
    private var parser = RequestParser()
    private var request = Request()
    private var state = State.idle

    private enum State {
        /// The next request's head is to come.
        case idle
        case serving(OwnExchange)
        /// The last answer is on its way, or there; what the client still sends is thrown away, so that a reset
        /// does not destroy it (RFC 9112 §9.6).
        case ending
        case closed
    }

    /// For a head, and for each wait for the client inside an exchange.
    static let timeoutNanoseconds: UInt64 = 10_000_000_000
    private static let lingerNanoseconds: UInt64 = 1_000_000_000

    init(
        _ descriptor: consuming Descriptor, on loop: EventLoop, in registry: OwnListener.Registry,
        responder: @escaping OwnListener.Responder
    ) {
        user = descriptor.peerUser
        stream = ByteStream(descriptor, isConnecting: false, on: loop)
        self.registry = registry
        self.responder = responder
    }

    func start() {
        setTimeout(Self.timeoutNanoseconds)
        stream.start(reportingTo: self)
    }

    private func setTimeout(_ nanoseconds: UInt64) {
        stream.setTimeout(nanoseconds: nanoseconds, now: SystemClock.now())
    }

    // MARK: From the stream

    func streamIsConnected(_ stream: ByteStream, error: SystemError?) {}

    func streamIsReadable(_ stream: ByteStream) {
        let loop = stream.loop
        switch stream.receive() {
        case .bytes(let count): received(loop.received(count))
        case .nothing: break
        case .end, .failed: close()
        }
    }

    func streamIsWritable(_ stream: ByteStream) {
        switch state {
        case .serving(let exchange): exchange.outputSent()
        case .ending: linger()
        case .idle, .closed: break
        }
    }

    func streamTimedOut(_ stream: ByteStream) { close() }

    private func received(_ bytes: Span<UInt8>) {
        switch state {
        case .idle: receiveHead(bytes)
        case .serving(let exchange): exchange.received(bytes)
        case .ending, .closed: break
        }
    }

    private func receiveHead(_ bytes: Span<UInt8>) {
        do throws(RequestFault) {
            guard
                case .complete(let consumed) = try parser.parse(bytes, from: 0, into: &request)
            else { return }
            let rest = bytes.extracting(consumed...)
            switch responder(request, user) {
            case .answer(let answer):
                let isPlain = rest.isEmpty && !request.framing.hasBody
                answered(answer, isPersistent: isPlain && request.isPersistent)
            case .serve(let body): serve(rest, by: body)
            }
        } catch {
            answered(Answer(.badRequest, reason: .malformedRequest), isPersistent: false)
        }
    }

    private func answered(_ answer: borrowing Answer, isPersistent: Bool) {
        var output = ByteBuffer()
        output.append(
            response: answer.status, lines: answer.lines.span, body: answer.body.span,
            for: ResponseDelivery(
                version: request.version, isHead: request.method == .head,
                isPersistent: isPersistent))
        stream.write(output.span)
        ended(isPersistent: isPersistent)
    }

    private func serve(_ early: Span<UInt8>, by body: @escaping (OwnExchange) async -> Void) {
        let exchange = OwnExchange(request, early, on: stream)
        state = .serving(exchange)
        stream.loop.start { [self] in
            await body(exchange)
            guard case .serving = state else { return }
            ended(isPersistent: exchange.leavesConnectionOpen)
        }
    }

    // MARK: The end

    /// An answer is complete, or nothing more can be said.
    private func ended(isPersistent: Bool) {
        setTimeout(Self.timeoutNanoseconds)
        stream.resumeReading()
        guard !isPersistent else {
            state = .idle
            return
        }
        state = .ending
        if !stream.hasPendingOutput { linger() }
    }

    private func linger() {
        stream.shutdownWriting()
        setTimeout(Self.lingerNanoseconds)
    }

    private func close() {
        if case .closed = state { return }
        let old = state
        state = .closed
        stream.close()
        registry.connections[ObjectIdentifier(self)] = nil
        if case .serving(let exchange) = old { exchange.clientGone() }
    }
}
