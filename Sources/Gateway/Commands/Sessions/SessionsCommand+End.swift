import Codecs
import Configuration
import Identity
import Stores
import Transport

/// `sallyport sessions end`: ends sessions durably, while no gateway runs: the store has one writer.
extension SessionsCommand {
    /// Each answer of the store comes within that time or not at all.
    private static let timeoutNanoseconds: UInt64 = 30_000_000_000

    /// - Returns: the exit code: 1 where there is no such session, 3 while a gateway runs.
    public static func end(_ order: Order) -> Int32 {
        CommandFault.reporting {
            let settings = try order.settings
            let account = try order.account
            let prefix = try order.prefix
            let folder = settings.folder(Surroundings.system.variable)
            guard EmbeddedReader.isThere(path: folder) else {
                throw CommandFault.invalid(StoredSessions.absence(of: settings))
            }
            let store = try open(settings, folder)
            defer { store.close() }
            let loop = try EventLoop()
            let connection = try store.connection(on: loop)
            let count = try loop.run { () async throws in
                if let account {
                    return try await connection.endAll(
                        of: account, timeoutNanoseconds: timeoutNanoseconds)
                }
                guard let prefix else {
                    throw CommandFault.usage("which sessions? An ID or --subject tells")
                }
                return try await end(prefix, by: connection)
            }
            Console.print("ended \(count) session\(count == 1 ? "" : "s")")
            return 0
        }
    }

    /// The store as its one writer has it.
    private static func open(
        _ settings: SessionSettings, _ folder: String
    ) throws -> EmbeddedStore {
        let clock = SteadyWallClock()
        do throws(EmbeddedStoreFault) {
            return try EmbeddedStore(
                EmbeddedSettings(
                    settings, folder: folder, lifetimes: SessionLifetimes(settings), clock: clock))
        } catch {
            guard case .inUse = error else { throw error }
            throw CommandFault.environment(
                "a gateway is using \(folder): stop it first; while it runs, `accounts passwd` and "
                    + "`accounts remove` end an account's sessions")
        }
    }

    private static func end(
        _ prefix: SessionIDPrefix, by connection: EmbeddedConnection
    ) async throws -> Int {
        // All digits may also name one that no list shows, because it cannot be read.
        let id: SessionID
        if let whole = prefix.id { id = whole } else { id = try await find(prefix, by: connection) }
        let isEnded = try await connection.end(id, timeoutNanoseconds: timeoutNanoseconds)
        guard isEnded else { throw CommandFault.invalid("no such session") }
        return 1
    }

    private static func find(
        _ prefix: SessionIDPrefix, by connection: EmbeddedConnection
    ) async throws -> SessionID {
        var search = SessionSearch(prefix)
        while let query = search.query {
            search.take(
                try await connection.sessions(query, timeoutNanoseconds: timeoutNanoseconds))
        }
        return try search.result().id
    }
}
