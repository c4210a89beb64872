import Codecs
import Policy
import Telemetry
import Transport

/// One worker's connections to one upstream, and where its servers are.
///
/// The connection used last is used next, so that a pool shrinks to what the load needs. Nothing here
/// is shared: an upstream connection belongs to the worker whose clients it serves.
final class UpstreamPool {
    let loop: EventLoop
    let settings: UpstreamSettings
    private let metrics: ThreadMetrics
    /// Where each server is, in the order of the settings; empty while DNS has not answered.
    private var addresses: [[SocketAddress]]
    private var idle: [UpstreamConnection] = []
    /// The address that a new connection tries first: the one that worked last.
    private var preferred = 0
    var budget = RetryBudget()
    /// Exchanges that came before DNS had answered for the first time.
    private var waiting: [Exchange] = []

    /// Connections kept while nobody uses them.
    private static let idleLimit = 256

    init(_ settings: UpstreamSettings, on loop: EventLoop, metrics: ThreadMetrics) {
        self.settings = settings
        self.loop = loop
        self.metrics = metrics
        addresses = settings.servers.map(Self.literalAddresses)
    }

    /// The addresses that need no DNS.
    private static func literalAddresses(of server: UpstreamAddress) -> [SocketAddress] {
        switch server {
        case .ip(let address, let port): [SocketAddress(address, port: port)]
        case .name("localhost", let port):
            [SocketAddress(.loopback4, port: port), SocketAddress(.loopback6, port: port)]
        case .name: []
        case .unix(let path): [SocketAddress(unixPath: path)].compactMap { $0 }
        }
    }

    /// What DNS says now of the server at `index` of the settings.
    func resolved(_ found: [SocketAddress], at index: Int) {
        addresses[index] = found
        let ready = waiting
        waiting = []
        for exchange in ready { exchange.nameResolved() }
    }

    /// Has `exchange` told when there is an address at last.
    func await(_ exchange: Exchange) { waiting.append(exchange) }

    func forget(_ exchange: Exchange) { waiting.removeAll { $0 === exchange } }

    var isResolved: Bool { addresses.contains { !$0.isEmpty } }

    /// A connection that waits in the pool.
    func takeIdle() -> UpstreamConnection? {
        while let connection = idle.popLast() {
            if connection.isOpen {
                metrics.count(.upstreamReuses)
                return connection
            }
        }
        return nil
    }

    /// How many addresses there are to try.
    var addressCount: Int { addresses.reduce(0) { $0 + $1.count } }

    /// Begins a new connection to one of the servers.
    /// - Parameter attempt: 0 for the first try of an exchange; each further one moves on to the next
    ///   address, and later exchanges begin there.
    /// - Returns: nil where that address refused at once, or there is none.
    func connect(attempt: Int) -> UpstreamConnection? {
        let all = addresses.joined()
        guard !all.isEmpty else { return nil }
        if attempt > 0 { preferred &+= 1 }
        let address = all[all.index(all.startIndex, offsetBy: preferred % all.count)]
        do throws(SystemError) {
            let connection = UpstreamConnection(try .connecting(to: address), in: self)
            metrics.adjust(.upstreamConnections, by: 1)
            return connection
        } catch {
            connectFailed()
            return nil
        }
    }

    func connected() { metrics.count(.upstreamConnects) }

    func connectFailed() { metrics.count(.upstreamConnectFailures) }

    /// Takes a connection whose exchange has ended and that may carry another.
    func release(_ connection: UpstreamConnection, idleNanoseconds: UInt64, now: Instant) {
        guard connection.isOpen, idle.count < Self.idleLimit else { return connection.close() }
        connection.rest(nanoseconds: idleNanoseconds, now: now)
        idle.append(connection)
    }

    /// Forgets a connection that was closed.
    func closed(_ connection: UpstreamConnection) {
        metrics.adjust(.upstreamConnections, by: -1)
        if let index = idle.lastIndex(where: { $0 === connection }) { idle.remove(at: index) }
    }

    func count(_ traffic: ByteStream.Traffic) {
        metrics.count(.upstreamBytesReceived, by: traffic.received)
        metrics.count(.upstreamBytesSent, by: traffic.sent)
    }

    func closeIdle() {
        for connection in idle { connection.close() }
    }
}
