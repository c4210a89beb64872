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
