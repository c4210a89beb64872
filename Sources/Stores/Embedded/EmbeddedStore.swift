public import Codecs
public import Crypto
public import Identity
import Synchronization
public import Transport

/// Sessions in a file of this machine: every loop reads them from the map at once, and one thread writes
/// them durably. One process at a time has it open; commands read beside it with `EmbeddedReader`.
public final class EmbeddedStore: Sendable {
    /// What it counts, for metrics.
    public let figures = StoreFigures()
    private let database: StoreDatabase
    private let queue: StoreQueue
    private let endings = EndingCounts()
    private let thread = Mutex<LoopThread?>(nil)

    /// What the writer shares with the store.
    struct Parts {
        let queue: StoreQueue
        let figures: StoreFigures
        let endings: EndingCounts
        let clock: @Sendable () -> WallTime
    }

    /// Opens the store, making it where there is none, and starts its thread.
    public init(_ settings: EmbeddedSettings) throws(EmbeddedStoreFault) {
        let folder = StoreFolder(path: settings.path)
        try folder.prepare()
        let database = try StoreDatabase(in: folder, sizeLimit: settings.sizeLimit)
        database.environment.prefault(limit: settings.prefaultLimit)
        self.database = database
        do throws(SystemError) { queue = try StoreQueue() } catch {
            throw .system(path: settings.path, reason: error.description)
        }
        let parts = Parts(
            queue: queue, figures: figures, endings: endings, clock: settings.clock)
        try start(parts, settings)
    }

    deinit { close() }

    /// Whether a process has the store at `path` open for writing.
    public static func isInUse(path: String) -> Bool { StoreFolder(path: path).isLocked }

    /// The door of one loop, made on its thread.
    public func connection(on loop: EventLoop) throws(StoreFault) -> EmbeddedConnection {
        try EmbeddedConnection(database, queue, endings, on: loop)
    }

    /// The key of the purpose that `label` names, derived from the store's own: it outlives a restart, as
    /// sessions do.
    public func key(for label: StaticString) throws(CryptoFault) -> Secret {
        try KeyDerivation(from: database.key).key(for: label)
    }

    /// The store's secret, under which `SessionSealer` seals index parts.
    public var sealingSecret: Secret { database.key }

    /// Everything that was revoked and has not expired by `now`, for a start that refuses it from the first
    /// request on.
    public func forEachRevocation(
        at now: WallTime, _ body: (RevocationEntry) -> Void
    ) throws(StoreFault) {
        try database.forEachRevocation(at: now, body)
    }

    /// Revocations that are stored, expired ones included.
    public func revocationCount() throws(StoreFault) -> Int {
        let transaction = try LMDBTransaction(database.environment, isWriting: false)
        return transaction.count(of: database.tables.revocations)
    }

    /// Does what was asked for before and ends the thread. What is asked for afterwards is refused.
    public func close() {
        queue.stop()
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    /// For tests that stand in its way.
    var environment: LMDBEnvironment { database.environment }

    private func start(
        _ parts: Parts, _ settings: EmbeddedSettings
    ) throws(EmbeddedStoreFault) {
        let tables: SessionTables
        let revocations: RevocationTable
        do throws(CryptoFault) {
            revocations = try RevocationTable(database)
            tables = try SessionTables(database, lifetimes: settings.lifetimes)
        } catch { throw .system(path: settings.path, reason: "\(error)") }
        let writer = WriterStart(StoreWriter(database, tables, revocations, parts))
        do throws(SystemError) {
            let started = try LoopThread.start(named: "session-store") { writer.run() }
            thread.withLock { $0 = started }
        } catch { throw .system(path: settings.path, reason: error.description) }
    }
}

/// Hands the writer to its thread.
private final class WriterStart: @unchecked Sendable {
    // Sendable: the writer is made on one thread and used from then on by the one that calls `run`.
    private let writer: StoreWriter

    init(_ writer: StoreWriter) { self.writer = writer }

    func run() { writer.run() }
}
