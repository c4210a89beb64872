import Codecs
import Crypto
import HTTP
import Identity
import Policy
import Telemetry
import Transport

/// One worker: a thread, its loop, and everything that its connections share. Nothing of it is seen by
/// another thread; news comes by mailbox.
final class Worker {
    let loop: EventLoop
    let metrics: ThreadMetrics
    /// nil: no access log.
    var accessLog: AccessLog?
    private(set) var snapshot: Snapshot
    private(set) var isDraining = false

    /// What the callback at hand has to send.
    var output = GatheredOutput()
    /// Field lines of our own for the head at hand.
    var lines = ByteBuffer(capacity: 512)
    var memory: CredentialMemory
    /// The endpoints of our own; nil where no route takes sessions.
    private(set) var login: LoginService?
    private let clock: SteadyWallClock
    var requestIDs: RequestIDSource

    private var pools: [UpstreamSettings: UpstreamPool] = [:]
    /// The snapshot's upstreams, by index.
    private var poolsInForce: [UpstreamPool] = []
    private var connections: [ClientConnection] = []
    private var listeners: [Listener] = []
    private var reserve: [Exchange] = []
    private var date = CachedDate()
    /// For the WebSocket handshake alone.
    let sha1: Digest
    /// Called once when a drain has ended.
    private var drained: (() -> Void)?
    private var drainTimer: LoopTimer?

    private lazy var expiryTimer = LoopTimer(on: loop) { [unowned self] _ in endExpired() }
    private var isWatchingExpiry = false

    private static let expiryNanoseconds: UInt64 = 1_000_000_000
    /// Exchanges kept for reuse; each holds some 2 KiB.
    private static let reserveLimit = 256

    init(
        loop: EventLoop, snapshot: Snapshot, metrics: ThreadMetrics, accessLog: LogWriter?,
        requestIDPrefix: UInt64, clock: SteadyWallClock
    ) throws(CryptoFault) {
        self.loop = loop
        self.snapshot = snapshot
        self.metrics = metrics
        self.accessLog = accessLog.map { AccessLog($0, metrics: metrics) }
        sha1 = try Digest(.sha1)
        memory = CredentialMemory(tokens: try TokenCache())
        self.clock = clock
        requestIDs = RequestIDSource(prefix: requestIDPrefix, start: SecureRandom().number())
        install(snapshot)
        loop.lagObserver = { metrics.recordLoopLag(nanoseconds: $0) }
    }

    // MARK: Snapshots

    /// Decides by `snapshot` from the next request on. Pools of upstreams that it still has live on.
    func install(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        poolsInForce = snapshot.upstreams.map { settings in
            if let pool = pools[settings] { return pool }
            let pool = UpstreamPool(settings, on: loop, metrics: metrics)
            pools[settings] = pool
            return pool
        }
    }

    func pool(of route: RouteInForce) -> UpstreamPool? { route.upstream.map { poolsInForce[$0] } }

    /// DNS has answered for one server of an upstream.
    func resolved(_ addresses: [SocketAddress], of settings: UpstreamSettings, at index: Int) {
        pools[settings]?.resolved(addresses, at: index)
    }

    // MARK: Sessions

    /// From now on sessions are recognised and people can log in.
    func open(_ sessions: SessionCookie, _ login: LoginService) {
        memory.sessions = sessions
        self.login = login
    }

    /// What of the second has passed that sessions begun now are created in.
    func nanoseconds(at now: Instant) -> UInt32 { clock.nanoseconds(at: now) }

    /// The time of a request that is decided now.
    func moment(at now: Instant) -> Moment {
        Moment(wall: SystemClock.wallTime(), session: clock.time(at: now))
    }

    /// Starts a task on this worker's loop; it runs at once up to its first suspension.
    func start(_ body: @escaping () async -> Void) {
        // The executor of the loop runs it from beginning to end, so nothing in it leaves the thread.
        nonisolated(unsafe) let body = body
        loop.executor.start { await unsafe body() }
    }

    // MARK: Revocation

    /// Refuses by `set` from the next request on, and ends what is under way of those it refuses.
    /// - Returns: how many requests under way were ended.
    func adopt(_ set: RevocationSet) -> Int {
        memory.revocations.adopt(set)
        let now = moment(at: SystemClock.now()).earlier
        return endExchanges { [revocations = memory.revocations] in
            $0.principal.revocation(in: revocations, at: now).map { .revoked($0) }
        }
    }

    /// Ends what is under way of sessions that have ended.
    /// - Parameter tags: of the sessions, or of what they came of.
    /// - Returns: how many requests that were.
    func sessionsEnded(_ tags: [RevocationTag]) -> Int {
        endExchanges { $0.principal.isMarked(byOneOf: tags) ? .revoked(.session) : nil }
    }

    /// How many requests under way `set` would end.
    func countRevoked(by set: RevocationSet) -> Int {
        let reader = RevocationReader(set)
        let now = moment(at: SystemClock.now()).earlier
        return connections.count {
            $0.isUnderWay { $0.revocation(in: reader, at: now) != nil }
        }
    }

    @discardableResult
    private func endExchanges(where isOver: (Exchange) -> PermissionEnd?) -> Int {
        // The list changes while connections close.
        let connections = connections
        return connections.reduce(0) { $0 + ($1.end(where: isOver) ? 1 : 0) }
    }

    // MARK: Expiry

    /// A request of somebody's is under way: from now on it is looked each second for credentials that have
    /// expired, until nothing is under way any more.
    func watchExpiry() {
        guard !isWatchingExpiry else { return }
        isWatchingExpiry = true
        expiryTimer.set(nanoseconds: Self.expiryNanoseconds)
    }

    private func endExpired() {
        isWatchingExpiry = false
        let now = moment(at: SystemClock.now())
        endExchanges { $0.expiry(at: now) }
        if connections.contains(where: { $0.isUnderWay { !$0.isAnonymous } }) { watchExpiry() }
    }

    // MARK: Connections

    func listen(_ socket: ListeningSocket, as index: Int) {
        let port = socket.address.isUnix ? nil : socket.address.port
        listen(socket) { [unowned self] descriptor, peer in
            accept(descriptor, from: peer, listener: index, port: port)
        }
    }

    func listen(_ socket: ListeningSocket, accepted: @escaping Listener.Acceptor) {
        listeners.append(Listener(socket, on: loop, accepted: accepted))
    }

    /// Takes over a connection, accepted here or by the worker that owns a Unix socket.
    func accept(
        _ descriptor: consuming Descriptor, from peer: SocketAddress?, listener: Int, port: UInt16?
    ) {
        guard connections.count < snapshot.connectionsPerWorker, !isDraining else {
            return metrics.count(.connectionsRefused)
        }
        metrics.count(.connectionsAccepted)
        let client = ClientFacts(address: peer?.ip?.unmapped, scheme: .http, port: port)
        let connection = ClientConnection(
            descriptor, from: Origin(listener: listener, client: client), worker: self)
        connection.slot = connections.count
        connections.append(connection)
        metrics.set(.clientConnections, to: connections.count)
        connection.start(at: SystemClock.now())
        if isFull { for listener in listeners { listener.pause() } }
    }

    /// At the limit accepting rests: who comes waits in the kernel's queue until somebody goes.
    private var isFull: Bool { connections.count >= snapshot.connectionsPerWorker }

    /// Forgets a connection that is closed; the last one takes its place.
    func closed(_ connection: ClientConnection) {
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.slot] = last
            last.slot = connection.slot
        }
        metrics.set(.clientConnections, to: connections.count)
        if !isFull { for listener in listeners { listener.resume() } }
        if isDraining && connections.isEmpty { endDrain() }
    }

    // MARK: Exchanges

    /// Takes the events of the caches over into the metrics.
    func countCredentials() {
        let tokens = memory.tokens.events
        if tokens.hits + tokens.misses > 0 {
            memory.tokens.events = TokenCache.Events()
            metrics.count(.tokenCacheHits, by: tokens.hits)
            metrics.count(.tokenCacheMisses, by: tokens.misses)
            metrics.count(.ignoredKeyHeaders, by: tokens.ignoredKeys)
            metrics.set(.tokenCacheEntries, to: memory.tokens.count)
        }
        guard let sessions = memory.sessions?.takeEvents() else { return }
        metrics.count(.sessionCacheHits, by: sessions.hits)
        metrics.count(.sessionCacheMisses, by: sessions.misses)
        metrics.count(.unreadableSessions, by: sessions.unreadable)
    }

    func takeExchange() -> Exchange { reserve.popLast() ?? Exchange(worker: self) }

    func giveBack(_ exchange: Exchange) {
        exchange.reset()
        if reserve.count < Self.reserveLimit { reserve.append(exchange) }
    }

    /// The Date field.
    func appendDateLine(to lines: inout ByteBuffer) {
        date.appendLine(at: SystemClock.wallTime(), to: &lines)
    }

    /// Four unpredictable bytes.
    func randomMask() -> UInt32 { UInt32(truncatingIfNeeded: SecureRandom().number()) }

    // MARK: Drain

    /// Accepts what is queued, then nothing more; idle connections end, exchanges have until the
    /// drain timeout.
    func drain(_ drained: @escaping () -> Void) {
        guard !isDraining else { return }
        for listener in listeners { listener.close() }
        isDraining = true
        self.drained = drained
        for connection in connections { connection.drain() }
        for pool in pools.values { pool.closeIdle() }
        if connections.isEmpty { return endDrain() }
        let timer = LoopTimer(on: loop) { [unowned self] _ in cutAll() }
        timer.set(nanoseconds: snapshot.timeouts.drain)
        drainTimer = timer
    }

    private func cutAll() {
        for connection in connections { connection.cut() }
    }

    private func endDrain() {
        drained?()
        drained = nil
    }
}

/// The Date field, rendered once a second.
private struct CachedDate: ~Copyable {
    private var second = WallTime(secondsSince1970: -1)
    private var text = ByteBuffer()

    mutating func appendLine(at now: WallTime, to lines: inout ByteBuffer) {
        if now != second {
            second = now
            text.removeAll()
            text.append("Date: ")
            HTTPDate.append(now, to: &text)
            text.append("\r\n")
        }
        lines.append(text.span)
    }
}
