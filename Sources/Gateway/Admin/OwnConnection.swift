import Codecs
import HTTP
import Transport

/// One connection of an `OwnListener`.
final class OwnConnection: StreamHandler {
    private let stream: ByteStream
    private let registry: OwnListener.Registry
    private let responder: OwnListener.Responder
    private var parser = RequestParser()
    private var request = Request()
    private var isClosing = false

    private static let timeoutNanoseconds: UInt64 = 10_000_000_000

    init(
        _ descriptor: consuming Descriptor, on loop: EventLoop, in registry: OwnListener.Registry,
        responder: @escaping OwnListener.Responder
    ) {
        stream = ByteStream(descriptor, isConnecting: false, on: loop)
        self.registry = registry
        self.responder = responder
    }

    func start() {
        stream.setTimeout(nanoseconds: Self.timeoutNanoseconds, now: SystemClock.now())
        stream.start(reportingTo: self)
    }

    func streamIsConnected(_ stream: ByteStream, error: SystemError?) {}

    func streamIsReadable(_ stream: ByteStream) {
        let loop = stream.loop
        switch stream.receive() {
        case .bytes(let count): received(loop.received(count))
        case .nothing: break
        case .end, .failed: close()
        }
    }

    func streamIsWritable(_ stream: ByteStream) { if isClosing { close() } }

    func streamTimedOut(_ stream: ByteStream) { close() }

    /// One request at a time; what a client sends before its answer ends the connection.
    private func received(_ bytes: Span<UInt8>) {
        guard !isClosing else { return }
        do throws(RequestFault) {
            guard
                case .complete(let consumed) = try parser.parse(bytes, from: 0, into: &request)
            else { return }
            let isPlain = consumed == bytes.count && !request.framing.hasBody
            send(responder(request), isPersistent: isPlain && request.isPersistent)
        } catch {
            send(Answer(.badRequest, reason: .malformedRequest), isPersistent: false)
        }
    }

    private func send(_ answer: borrowing Answer, isPersistent: Bool) {
        var output = ByteBuffer()
        output.append(
            response: answer.status, lines: answer.lines.span, body: answer.body.span,
            for: ResponseDelivery(
                version: request.version, isHead: request.method == .head,
                isPersistent: isPersistent))
        stream.write(output.span)
        stream.setTimeout(nanoseconds: Self.timeoutNanoseconds, now: SystemClock.now())
        guard !isPersistent else { return }
        isClosing = true
        if !stream.hasPendingOutput { close() }
    }

    private func close() {
        stream.close()
        registry.connections[ObjectIdentifier(self)] = nil
    }
}
