import Codecs
import Crypto
import Identity
import Stores
import TestKit
import Transport

/// The embedded store in a folder of its own, in memory unless another is given.
final class EmbeddedUnderTest: StoreUnderTest {
    let folder: TemporaryFolder
    let time: TestTime
    let lifetimes: SessionLifetimes
    let store: EmbeddedStore

    init(
        in folder: TemporaryFolder? = nil, at time: TestTime = TestTime(),
        sizeLimit: Int = 64 << 20,
        lifetimes: SessionLifetimes = SessionLifetimes(idle: 600, absolute: 36_000)
    ) throws {
        self.folder = try folder ?? TemporaryFolder.inMemory()
        self.time = time
        self.lifetimes = lifetimes
        var settings = EmbeddedSettings(
            path: self.folder.path(of: "sessions"), lifetimes: lifetimes, clock: { time.now })
        settings.sizeLimit = sizeLimit
        store = try EmbeddedStore(settings)
    }

    /// Makes a store with so many sessions in `folder`, and closes it.
    static func makeSessions(
        _ count: Int, in folder: TemporaryFolder, at time: TestTime = TestTime()
    ) throws -> [NewSession] {
        let scene = try EmbeddedUnderTest(in: folder, at: time)
        let made = Watched<[NewSession]>([])
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            for _ in 0..<count {
                let session = try sessions.make()
                try await store.create(session)
                made.update { $0.append(session) }
            }
        }
        scene.store.close()
        return made.value
    }

    var path: String { folder.path(of: "sessions") }

    var secret: Secret { store.sealingSecret }

    func connection(on loop: EventLoop) throws -> any SessionStore {
        try store.connection(on: loop)
    }

    func sweepExpired(_ store: any SessionStore) async throws {
        _ = try await (store as? EmbeddedConnection)?.sweepExpired()
    }

    func settle(_ store: any SessionStore) async throws {
        (store as? EmbeddedConnection)?.flushTouches()
        // What is asked for later is answered later.
        _ = try await store.page(SessionQuery(limit: 1))
    }
}
