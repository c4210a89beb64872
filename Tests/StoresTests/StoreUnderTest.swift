import Codecs
import Crypto
import Identity
import Synchronization
import TestKit
import Testing
import Transport

/// What the contract needs of a store: connections, a time that tests set, and its expiry done now.
protocol StoreUnderTest: Sendable {
    var time: TestTime { get }
    var lifetimes: SessionLifetimes { get }
    /// The secret that index parts are sealed under.
    var secret: Secret { get }
    func connection(on loop: EventLoop) throws -> any SessionStore
    func sweepExpired(_ store: any SessionStore) async throws
    /// Has what was touched written before this returns.
    func settle(_ store: any SessionStore) async throws
}

/// The stores that the contract holds for. A new one adds a case.
enum StoreKind: CaseIterable, Sendable {
    case embedded

    func make() throws -> any StoreUnderTest {
        switch self {
        case .embedded: try EmbeddedUnderTest()
        }
    }
}

/// The wall clock of a test.
final class TestTime: Sendable {
    private let seconds = Mutex<Int64>(1_000_000)

    var now: WallTime { WallTime(secondsSince1970: seconds.withLock { $0 }) }

    func advance(bySeconds count: Int64) { seconds.withLock { $0 += count } }
}

/// Runs `body` as a task of a loop that is this thread's until it ends.
func onLoop(_ body: @escaping @Sendable (EventLoop) async throws -> Void) throws {
    nonisolated(unsafe) let loop = try EventLoop()
    let failure = Mutex<(any Error)?>(nil)
    let executor = loop.executor
    executor.post {
        executor.start {
            do { try await body(loop) } catch { failure.withLock { $0 = error } }
            loop.stop()
        }
    }
    loop.run()
    if let failure = failure.withLock({ $0 }) { throw failure }
}

/// Longer than any test takes.
let longTime: UInt64 = 60_000_000_000

extension SessionStore {
    func create(_ session: NewSession) async throws {
        try await create(session, timeoutNanoseconds: longTime)
    }

    func replace(_ old: SessionID?, by session: NewSession) async throws {
        try await replace(old, by: session, timeoutNanoseconds: longTime)
    }

    func end(_ id: SessionID) async throws -> Bool {
        try await end(id, timeoutNanoseconds: longTime)
    }

    func endAll(of account: SessionAccount) async throws -> Int {
        try await endAll(of: account, timeoutNanoseconds: longTime)
    }

    func page(_ query: SessionQuery = SessionQuery()) async throws -> SessionPage {
        try await sessions(query, timeoutNanoseconds: longTime)
    }

    /// The record under `id`, nil where the store says that there is none.
    func record(of id: SessionID) -> [UInt8]? {
        let found = lookUp(id)
        #expect(found == .found || found == .absent)
        return found == .found ? [UInt8](record) : nil
    }

    /// All pages of a list.
    func all(_ query: SessionQuery = SessionQuery(limit: 3)) async throws -> [SessionPage.Entry] {
        var query = query
        var entries: [SessionPage.Entry] = []
        repeat {
            let page = try await page(query)
            #expect(page.entries.count <= query.limit)
            entries += page.entries
            query.after = page.next
        } while query.after != nil
        return entries
    }
}

/// What `body` fails with, nil where it does not.
func fault(of body: () async throws -> Void) async -> StoreFault? {
    do {
        try await body()
        return nil
    } catch {
        return error as? StoreFault
    }
}
