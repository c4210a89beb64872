import CLMDB
import Codecs
import Crypto
import Foundation
import Identity
import TestKit
import Testing
import Transport

@testable import Stores

/// What is found in the folder decides: it is opened as it was left, or refused with the path to look at.
@Suite("Embedded store: opening")
struct EmbeddedOpeningTests {
    private let folder: TemporaryFolder
    private let time = TestTime()

    init() throws { folder = try TemporaryFolder.inMemory() }

    private var path: String { folder.path(of: "sessions") }
    private var dataPath: String { path + "/data.mdb" }
    private var keyPath: String { path + "/store.key" }

    @Test("a door that outlives its store is let go of behind it")
    func doorOutlivesStore() throws {
        let loop = try EventLoop()
        for _ in 0..<100 {
            var test: EmbeddedUnderTest? = try EmbeddedUnderTest()
            let door = try test?.connection(on: loop)
            test = nil
            let secret = SessionSecret(from: SecureRandom())
            #expect(door?.lookUp(secret.id(by: try SHA256Context())) == .absent)
        }
    }

    @Test("sessions are there after a restart, and open under the same key")
    func reopening() throws {
        let made = try makeStore(sessions: 20)
        let scene = try EmbeddedUnderTest(in: folder, at: time)
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            for session in made {
                let record = try #require(store.record(of: session.id))
                #expect(record == session.record)
                #expect(try sessions.index(of: session.id, in: record) == session.index)
            }
            let account = SessionAccount(issuer: "accounts", subject: "alice")
            #expect(try await store.endAll(of: account) == 20)
        }
    }

    @Test("a purpose's key outlives a restart")
    func keys() throws {
        func key() throws -> Secret {
            try EmbeddedUnderTest(in: folder, at: time).store.key(for: "form")
        }
        let before = try key()
        #expect(before.count == 32)
        let after = try key()
        let isSame = before.equals(after.span)
        #expect(isSame)
    }

    @Test("folder and files are the owner's alone")
    func modes() throws {
        let scene = try EmbeddedUnderTest(in: folder, at: time)
        #expect(mode(of: path) == 0o700)
        for name in ["data.mdb", "lock.mdb", "store.key", "writer.lock"] {
            #expect(mode(of: "\(path)/\(name)") == 0o600, "\(name)")
        }
        withExtendedLifetime(scene) {}
    }

    @Test("files that are open to others are closed to them")
    func tightened() throws {
        _ = try makeStore(sessions: 1)
        chmod(dataPath, 0o644)
        let scene = try EmbeddedUnderTest(in: folder, at: time)
        #expect(mode(of: dataPath) == 0o600)
        withExtendedLifetime(scene) {}
    }

    @Test(
        "a folder that others may enter is refused", arguments: [0o750, 0o701, 0o777] as [mode_t])
    func openFolder(mode: mode_t) throws {
        _ = try makeStore(sessions: 0)
        chmod(path, mode)
        #expect(fault() == .permissions(path: path, mode: UInt32(mode)))
    }

    @Test("a path that is no folder, or has none above it, is refused")
    func noFolder() throws {
        try folder.write("", to: "sessions")
        #expect(fault() == .folder(path: path, reason: "it is no folder"))
        let lost = EmbeddedSettings(
            path: folder.path(of: "a/b"), lifetimes: SessionLifetimes(idle: 60, absolute: 60),
            clock: { WallTime(secondsSince1970: 0) })
        #expect(throws: EmbeddedStoreFault.self) { try EmbeddedStore(lost) }
    }

    @Test("one process at a time writes")
    func inUse() throws {
        #expect(!EmbeddedStore.isInUse(path: path))
        var scene: EmbeddedUnderTest? = try EmbeddedUnderTest(in: folder, at: time)
        #expect(EmbeddedStore.isInUse(path: path))
        #expect(fault() == .inUse(path: path))
        withExtendedLifetime(scene) {}
        scene = nil
        #expect(!EmbeddedStore.isInUse(path: path))
        #expect(fault() == nil)
    }

    @Test("a lost key is not made anew while there are sessions under it")
    func keyMissing() throws {
        _ = try makeStore(sessions: 1)
        try FileManager.default.removeItem(atPath: keyPath)
        #expect(fault() == .keyMissing(path: keyPath))
        #expect(!FileManager.default.fileExists(atPath: keyPath))
    }

    @Test("a lost key is made anew where there are none")
    func keyMissingEmpty() throws {
        _ = try makeStore(sessions: 0)
        try FileManager.default.removeItem(atPath: keyPath)
        #expect(fault() == nil)
        #expect(try makeStore(sessions: 2).count == 2)
        #expect(fault() == nil)
    }

    @Test("another key, half a key and an open key are refused")
    func wrongKey() throws {
        _ = try makeStore(sessions: 1)
        for count in [0, 31, 32, 33] {
            try folder.write([UInt8](repeating: 1, count: count), to: "sessions/store.key")
            #expect(fault() == .wrongKey(path: keyPath))
        }
        chmod(keyPath, 0o640)
        #expect(fault() == .permissions(path: keyPath, mode: 0o640))
    }

    @Test("what is no database is refused, not overwritten")
    func noDatabase() throws {
        _ = try makeStore(sessions: 0)
        let noise = [UInt8](repeating: 0x5A, count: 100_000)
        try folder.write(noise, to: "sessions/data.mdb")
        #expect(fault() == .foreign(path: dataPath))
        #expect(try Data(contentsOf: URL(filePath: dataPath)) == Data(noise))
    }

    @Test("another program's database is refused")
    func foreign() throws {
        _ = try makeStore(sessions: 0)
        try FileManager.default.removeItem(atPath: dataPath)
        try change { transaction in
            let table = try transaction.table("theirs", flags: MDB_CREATE)
            let word: [UInt8] = [1]
            try transaction.put(word.span, under: word.span, in: table)
        }
        #expect(fault() == .foreign(path: dataPath))
        try FileManager.default.removeItem(atPath: dataPath)
        try change { transaction in
            let word: [UInt8] = [1]
            try transaction.put(word.span, under: word.span, in: try transaction.table(nil))
        }
        #expect(fault() == .foreign(path: dataPath))
    }

    @Test("a later release's database is refused")
    func laterFormat() throws {
        _ = try makeStore(sessions: 1)
        try change { transaction in
            let format: [UInt8] = [0, 0, 1, 2]
            try transaction.put(
                format.span, under: Array("format".utf8).span, in: try transaction.table("meta"))
        }
        #expect(fault() == .version(path: dataPath, found: 258))
    }

    @Test("a truncated file is refused at every length")
    func truncated() throws {
        _ = try makeStore(sessions: 200)
        let whole = try Data(contentsOf: URL(filePath: dataPath))
        let contents = try #require(whole.lastIndex { $0 != 0 }) + 1
        #expect(contents > 100_000)
        for count in stride(from: 1, to: contents - 4_096, by: 4_099) {
            try folder.write([UInt8](whole.prefix(count)), to: "sessions/data.mdb")
            let fault = try #require(self.fault())
            #expect(
                fault == .foreign(path: dataPath)
                    || fault == .damaged(path: dataPath, reason: "it is shorter than its contents")
                    || "\(fault)".contains("Input/output error"), "\(count)")
        }
        try folder.write([UInt8](whole), to: "sessions/data.mdb")
        #expect(fault() == nil)
    }

    private func fault() -> EmbeddedStoreFault? {
        do {
            _ = try EmbeddedUnderTest(in: folder, at: time)
            return nil
        } catch {
            return error as? EmbeddedStoreFault
        }
    }

    private func makeStore(sessions count: Int) throws -> [NewSession] {
        try EmbeddedUnderTest.makeSessions(count, in: folder, at: time)
    }

    /// Changes the file behind the store's back.
    private func change(_ body: (borrowing LMDBTransaction) throws -> Void) throws {
        let environment = try LMDBEnvironment(folder: path, sizeLimit: 1 << 20, isReadOnly: false)
        let transaction = try LMDBTransaction(environment, isWriting: true)
        try body(transaction)
        try transaction.commit()
    }

    private func mode(of path: String) -> mode_t {
        var status = stat()
        stat(path, &status)
        return status.st_mode & 0o777
    }
}
