import HTTP
import Transport

/// A listener whose requests the gateway answers itself, on one loop: health, metrics and the operator's orders.
/// A client that dawdles is cut.
final class OwnListener {
    /// Decides what becomes of a request; called on the loop.
    /// - Parameter user: who connected, on a Unix socket.
    typealias Responder = (_ request: borrowing Request, _ user: UInt32?) -> OwnCourse

    private let listener: Listener
    private let registry: Registry

    /// The connections that are open, which their streams point to.
    final class Registry {
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

/// What becomes of a request to us.
enum OwnCourse: ~Copyable {
    /// A small answer, at once; what body the request has is not read.
    case answer(Answer)
    /// A task on the loop reads what body there is and answers exactly once.
    case serve((OwnExchange) async -> Void)
}
