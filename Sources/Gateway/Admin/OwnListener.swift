import Codecs
import HTTP
import Transport

/// A listener whose requests the gateway answers itself, on one loop: health and metrics. Requests
/// have no body worth reading, answers are small and whole, and a client that dawdles is cut.
final class OwnListener {
    /// Makes the answer to a request; called on the loop.
    typealias Responder = (borrowing Request) -> Answer

    private let listener: Listener
    private let registry: Registry

    /// The connections that are open, which their streams point to.
    fileprivate final class Registry {
        var connections: [ObjectIdentifier: OwnConnection] = [:]
    }

    /// Connections at once; more are closed unanswered.
    private static let connectionLimit = 64

    init(_ socket: ListeningSocket, on loop: EventLoop, responder: @escaping Responder) {
        let registry = Registry()
        self.registry = registry
        listener = Listener(socket, on: loop) { descriptor, _ in
            guard registry.connections.count < Self.connectionLimit else { return }
            let connection = OwnConnection(
                descriptor, on: loop, in: registry, responder: responder)
            registry.connections[ObjectIdentifier(connection)] = connection
            connection.start()
        }
    }

    deinit { listener.close() }
}

/// One connection of such a listener.
private final class OwnConnection: StreamHandler {
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
