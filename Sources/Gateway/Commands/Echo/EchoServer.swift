import Crypto
import Transport

/// The listeners of `sallyport echo` and the connections they brought, all on one loop.
final class EchoServer {
    let loop: EventLoop
    /// For the WebSocket handshake alone.
    let sha1: Digest
    private var listeners: [Listener] = []
    private var connections: [ObjectIdentifier: EchoConnection] = [:]

    init(on loop: EventLoop, sha1: Digest) {
        self.loop = loop
        self.sha1 = sha1
    }

    func listen(_ socket: ListeningSocket) {
        listeners.append(
            Listener(socket, on: loop) { [unowned self] descriptor, _ in
                let connection = EchoConnection(descriptor, of: self)
                connections[ObjectIdentifier(connection)] = connection
                connection.start()
            })
    }

    /// Forgets a connection that is closed.
    func closed(_ connection: EchoConnection) {
        connections[ObjectIdentifier(connection)] = nil
    }

    /// Ends everything at once. The server listens to nothing any more.
    func close() {
        for listener in listeners { listener.close() }
        for connection in connections.values { connection.close() }
    }
}
