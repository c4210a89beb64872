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
