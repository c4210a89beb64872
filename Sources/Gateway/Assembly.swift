import Codecs
import Configuration
import Crypto
import Identity
import Policy
import Stores
import Telemetry
import Transport

/// Settings become a running gateway: the only place that knows every concrete type.
///
/// What can fail is done first: routes and keys, then the listeners; a thread for each worker starts
/// only when nothing can fail any more. Worker 0 runs on the calling thread and has the odd jobs:
/// signals, DNS, file changes, health and metrics. Nothing waits for DNS or for an upstream.
final class Assembly {
    private let settings: Settings
    private let builder: SnapshotBuilder
    private let metrics: Metrics
    private let log: OperatorLog
    private let loop: EventLoop
    private let accessLog: LogWriter?
    /// The access log's writer where both go to one place.
    private let auditLog: LogWriter?
    private let clock: SteadyWallClock
    /// nil: nothing is to be kept.
    private var store: EmbeddedStore?
    /// nil: no route takes sessions.
    private var sessions: SessionFoundation?
    /// nil: there is no store to keep revocations in.
    private var revocations: RevocationService?
    private var snapshot: Snapshot
    private var handles: [WorkerHandle] = []
    private var threads: [LoopThread] = []
    private var jobs: [AnyObject] = []
    private var generation: UInt32 = 1
    private var isStopping = false
    private var drainedCount = 0

    /// - Throws: everything that is wrong with the configuration, or what the system refused.
    init(_ settings: Settings, file: String, log: OperatorLog) throws {
        self.settings = settings
        self.log = log
        let descriptorLimit = Process.raiseDescriptorLimit()
        let workerCount = settings.workers ?? Process.processorCount
        metrics = Metrics(
            decisions: ReasonCode.allCases.map { "\($0.name)" },
            parseFaults: ParseFaultCode.allCases.map { "\($0.name)" })
        builder = SnapshotBuilder(
            settings: settings, file: file, surroundings: .system, metrics: metrics,
            workerCount: workerCount, descriptorLimit: descriptorLimit)
        if let name = try builder.cookieKeyFolder?.makeFirst() {
            log.info("made the first key of session cookies", ["file": name])
        }
        let snapshot = try builder.build(generation: generation)
        self.snapshot = snapshot
        clock = SteadyWallClock()
        accessLog = try LogWriter(
            settings.log.access, metrics: metrics.makePart(), operatorLog: log)
        loop = try EventLoop()
        auditLog = try Self.auditLog(beside: accessLog, settings, metrics, log)
        if settings.needsStore { try openStore() }
        try start(workerCount, with: snapshot)
    }

    /// Two writers on one destination would cut each other's lines.
    private static func auditLog(
        beside accessLog: LogWriter?, _ settings: Settings, _ metrics: Metrics, _ log: OperatorLog
    ) throws -> LogWriter? {
        guard settings.needsStore else { return nil }
        if let accessLog, settings.log.audit.isSame(as: settings.log.access) { return accessLog }
        return try LogWriter(settings.log.audit, metrics: metrics.makePart(), operatorLog: log)
    }

    private func openStore() throws {
        let folder = settings.sessions.folder(builder.surroundings.variable)
        let store = try EmbeddedStore(
            EmbeddedSettings(
                settings.sessions, folder: folder, lifetimes: SessionLifetimes(settings.sessions),
                clock: clock))
        self.store = store
        let part = metrics.makePart()
        let lifetimes = SessionLifetimes(settings.sessions, tokens: settings.tokens)
        let revocations = try RevocationService(
            store, lifetimes: lifetimes, clock: clock, on: loop,
            trail: auditLog.map { AuditTrail($0, metrics: part) }, metrics: part, log: log)
        self.revocations = revocations
        if settings.servesLogin {
            sessions = try SessionFoundation(
                store, settings, on: loop, audit: auditLog,
                revocations: RevocationDoor(to: revocations, on: loop), clock: clock,
                metrics: part, log: log,
                ended: Mailbox(on: loop) { [unowned revocations] in revocations.sessionsEnded($0) })
        }
    }

    private func start(_ workerCount: Int, with snapshot: Snapshot) throws {
        var sockets: [[(listener: Int, socket: ListeningSocket)]] = Array(
            repeating: [], count: workerCount)
        for (index, listener) in settings.listen.enumerated() {
            for perWorker in try listener.http.open(count: workerCount) {
                log.listening(listener.name, at: perWorker.first)
                for (worker, socket) in perWorker.enumerated() {
                    sockets[worker].append((index, socket))
                }
            }
        }
        let prefix = SecureRandom().number()
        var workers: [Worker] = []
        for index in 0..<workerCount {
            let part = metrics.makePart()
            let worker = try Worker(
                loop: index == 0 ? loop : try EventLoop(), snapshot: snapshot, metrics: part,
                accessLog: accessLog, requestIDPrefix: prefix, clock: clock)
            try sessions?.open(on: worker, metrics: part)
            try revocations?.open(on: worker)
            handles.append(WorkerHandle(worker))
            workers.append(worker)
        }
        for (worker, own) in zip(workers, sockets) {
            for (listener, socket) in own { listen(socket, as: listener, on: worker) }
        }
        revocations?.workers = handles
        try startJobs()
        for (index, worker) in workers.enumerated().dropFirst() {
            // Handed over whole before the thread runs; only the handle's mailbox stays here.
            nonisolated(unsafe) let worker = worker
            threads.append(
                try LoopThread.start(named: "worker-\(index)") { unsafe worker.loop.run() })
        }
    }

    /// A TCP socket belongs to its worker; connections of a Unix socket go round.
    private func listen(_ socket: ListeningSocket, as listener: Int, on worker: Worker) {
        guard socket.address.isUnix, handles.count > 1 else {
            return worker.listen(socket, as: listener)
        }
        let handles = handles
        var next = 0
        worker.listen(socket) { descriptor, _ in
            handles[next].send(.accept(descriptor.relinquish(), listener: listener))
            next = (next + 1) % handles.count
        }
    }

    // MARK: Worker 0's odd jobs

    private func startJobs() throws {
        jobs.append(try Signals(on: loop) { [unowned self] in received($0) })
        try startResolver()
        try startWatch()
        if let health = settings.health {
            try serve(health.listen, as: "health") { [unowned self] request, _ in
                .answer(HealthPage.answer(request, isReady: !isStopping))
            }
        }
        if let settings = settings.metrics {
            let page = MetricsPage(settings, metrics: metrics)
            try serve(settings.listen, as: "metrics") { [unowned self] request, _ in
                .answer(page.answer(request, generation: generation))
            }
        }
        if let admin = settings.admin { try serveOrders(admin) }
    }

    /// Takes orders from now on.
    private func serveOrders(_ admin: AdminSettings) throws {
        guard let store, let revocations else { return }
        if case .unix(let path) = admin.listen { try PrivateFolder.make(path.folderOfFile) }
        let page = try AdminPage(
            settings, admin, revocations: revocations, connection: store.connection(on: loop),
            actions: AdminPage.Actions(
                verifiers: { [unowned self] in snapshot.verifiers },
                drain: { [unowned self] in if !isStopping { received(.terminate) } }))
        try serve(admin.listen, as: "admin") { page.respond($0, user: $1) }
    }

    /// Listens for requests that the gateway answers itself.
    private func serve(
        _ address: ListenAddress, as name: String, by responder: @escaping OwnListener.Responder
    ) throws {
        for socket in try address.open(count: 1).joined() {
            log.listening(name, at: socket)
            jobs.append(OwnListener(socket, on: loop, responder: responder))
        }
    }

    private func startResolver() throws {
        var names: [(settings: UpstreamSettings, index: Int, name: String, port: UInt16)] = []
        for upstream in Set(settings.hosts.flatMap(\.routes).compactMap(\.upstream)) {
            for (index, server) in upstream.servers.enumerated() {
                if case .name(let name, let port) = server, name != "localhost" {
                    names.append((upstream, index, name, port))
                }
            }
        }
        guard !names.isEmpty else { return }
        var hosts = HostsFile(parsing: "")
        if case .bytes(let bytes, _) = builder.surroundings.contents("/etc/hosts") {
            hosts = HostsFile(parsing: String(decoding: bytes, as: UTF8.self))
        }
        let resolver = try Resolver(on: loop, hosts: hosts)
        jobs.append(resolver)
        let handles = handles
        for (settings, index, name, port) in names {
            resolver.follow(name, port: port) { addresses in
                for handle in handles { handle.send(.resolved(addresses, settings, index)) }
            }
        }
    }

    /// A change of a key or accounts file makes another snapshot, built on a thread of its own; a file
    /// that cannot be used leaves the snapshot in force and says why.
    private func startWatch() throws {
        let files = builder.watchedFiles
        guard !files.isEmpty else { return }
        let loading = try SnapshotLoader(builder, on: loop) { [unowned self] result in
            switch result {
            case .success(let snapshot):
                install(snapshot)
                log.info("keys and accounts loaded", ["generation": "\(snapshot.generation)"])
            case .failure(let faults):
                log.error(
                    "keys and accounts not loaded, the old ones stay", ["faults": "\(faults)"])
            }
        }
        jobs.append(loading)
        // Several files change at once, and one file in several steps.
        let settled = LoopTimer(on: loop) { [unowned self] _ in loading.load(generation + 1) }
        jobs.append(settled)
        jobs.append(
            try FileWatch(paths: files, on: loop) { settled.set(nanoseconds: 50_000_000) })
    }

    /// Puts the snapshot in force on all workers. Sessions that it leaves without an account end when no
    /// worker decides by the old one any more, so that none begins after that.
    private func install(_ snapshot: Snapshot) {
        let old = self.snapshot
        self.snapshot = snapshot
        generation = snapshot.generation
        var waiting = handles.count
        let installed = Mailbox<Void>(on: loop) { [unowned self] in
            waiting -= 1
            if waiting == 0 { sessions?.accountsChanged(from: old.accounts, to: snapshot.accounts) }
        }
        for handle in handles { handle.send(.install(snapshot, installed: installed)) }
    }

    // MARK: Running

    /// Serves until a signal ends it.
    /// - Returns: the exit code.
    func run() -> Int32 {
        log.info("ready", ["workers": "\(handles.count)"])
        let begun = Mailbox<Void>(on: loop) { [unowned self] in sessions?.sweep(snapshot.accounts) }
        begun.send(())
        loop.run()
        for thread in threads { thread.join() }
        sessions?.stop()
        store?.close()
        accessLog?.stop(within: .seconds(2))
        if auditLog !== accessLog { auditLog?.stop(within: .seconds(2)) }
        log.info("stopped")
        return 0
    }

    private func received(_ signal: Signals.Signal) {
        switch signal {
        case .reopenLogs:
            accessLog?.reopen()
            if auditLog !== accessLog { auditLog?.reopen() }
        case .reload: log.info("nothing to reload but keys and accounts, which are watched")
        case .interrupt, .terminate:
            guard !isStopping else { return stop() }
            isStopping = true
            log.info("draining")
            let drained = Mailbox<Void>(on: loop) { [unowned self] in workerDrained() }
            for handle in handles { handle.send(.drain(drained)) }
        }
    }

    private func workerDrained() {
        drainedCount += 1
        if drainedCount == handles.count { stop() }
    }

    private func stop() {
        for handle in handles { handle.send(.stop) }
    }
}

extension String {
    /// The folder that a file of this path lies in.
    fileprivate var folderOfFile: String {
        guard let slash = lastIndex(of: "/") else { return "." }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}

extension OperatorLog {
    /// One line for each address that is listened on.
    func listening(_ name: String, at socket: ListeningSocket?) {
        guard let socket else { return }
        info("listening", ["listener": name, "address": "\(socket.address)"])
    }
}
