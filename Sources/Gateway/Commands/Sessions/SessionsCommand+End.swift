import Codecs
import Configuration
import Identity
import Stores
import Transport

/// `sallyport sessions end`: ends sessions durably, by way of the gateway that runs where it takes orders; else
/// only while none runs: the store has one writer.
extension SessionsCommand {
    /// Each answer of the store comes within that time or not at all.
    private static let timeoutNanoseconds: UInt64 = 30_000_000_000

    /// - Returns: the exit code: 1 where there is no such session, 3 while a gateway runs that takes no orders.
    public static func end(_ order: Order) -> Int32 {
        CommandFault.reporting {
            let whole = try order.settings
            let settings = whole.sessions
            let account = try order.account
            let prefix = try order.prefix
            if case .gateway(let client) = try SessionSource(order.place, whole) {
                let count = try end(account, prefix, by: client)
                Console.print("ended \(count) session\(count == 1 ? "" : "s")")
                return 0
            }
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

    /// One by one, each with what is under way of it.
    private static func end(
        _ account: SessionAccount?, _ prefix: SessionIDPrefix?, by client: AdminClient
    ) throws -> Int {
        let source = SessionSource.gateway(client)
        var ids: [SessionID] = []
        if let account {
            var query = SessionQuery(account: account, limit: pageLimit)
            repeat {
                let page = try source.page(query)
                ids += page.entries.map(\.id)
                query.after = page.next
            } while query.after != nil
        } else if let prefix {
            // All digits may also name one that no list shows, because it cannot be read.
            ids = [try prefix.id ?? source.find(prefix).id]
        } else {
            throw CommandFault.usage("which sessions? An ID or --subject tells")
        }
        for id in ids { _ = try client.ask("DELETE", "/v1/sessions/\(id.hex)") }
        return ids.count
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
