import Codecs
import Crypto
import Identity
import Synchronization
import TestKit
import Testing
import Transport

@testable import Stores

/// The writer when the disk hangs, when there is no room, and when much is asked of it at once.
@Suite("Embedded store: the writer")
struct EmbeddedWriterTests {
    /// Holds the database's one place for writing, as a disk that hangs does, until it is released.
    private final class Obstacle: Sendable {
        private let released = Watched(false)
        private let thread: LoopThread

        init(_ scene: EmbeddedUnderTest) throws {
            let held = Watched(false)
            let released = released
            let environment = scene.store.environment
            thread = try LoopThread.start(named: "obstacle") {
                guard let transaction = try? LMDBTransaction(environment, isWriting: true) else {
                    return
                }
                held.update { $0 = true }
                _ = released.wait { $0 ? true : nil }
                _ = consume transaction
            }
            try #require(held.wait { $0 ? true : nil } == true)
        }

        func release() {
            released.update { $0 = true }
            thread.join()
        }
    }

    @Test("while the disk hangs a timeout holds, and what was late is not done afterwards")
    func deadline() throws {
        let scene = try EmbeddedUnderTest()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let stored = try sessions.make(), late = try sessions.make()
            try await store.create(stored)
            let obstacle = try Obstacle(scene)
            let tooLate = await fault {
                try await store.create(late, timeoutNanoseconds: 1_000_000)
            }
            #expect(tooLate == .tooLate)
            let end = await fault {
                _ = try await store.end(stored.id, timeoutNanoseconds: 1_000_000)
            }
            #expect(end == .tooLate)
            // Readers are not held up.
            #expect(store.record(of: stored.id) == stored.record)
            obstacle.release()
            let next = try sessions.make()
            try await store.create(next)
            #expect(store.record(of: late.id) == nil)
            #expect(store.record(of: stored.id) == stored.record)
            #expect(store.record(of: next.id) == next.record)
        }
    }

    @Test("a timeout of nothing is late before it begins")
    func noTime() throws {
        let scene = try EmbeddedUnderTest()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let session = try sessions.make()
            let late = await fault { try await store.create(session, timeoutNanoseconds: 0) }
            #expect(late == .tooLate)
            try await scene.settle(store)
            #expect(store.record(of: session.id) == nil)
        }
    }

    @Test("what waits is done in one durable transaction, in its order")
    func batches() throws {
        let scene = try EmbeddedUnderTest()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            nonisolated(unsafe) let store = try scene.connection(on: loop)
            try await store.create(try sessions.make())
            let obstacle = try Obstacle(scene)
            var made: [NewSession] = []
            for _ in 0..<50 { made.append(try sessions.make()) }
            let left = Mutex(made.count)
            let before = scene.store.figures.commitCount
            await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
                for session in made {
                    loop.executor.start {
                        let failed = await fault {
                            try await store.create(session)
                            #expect(try await store.end(session.id))
                        }
                        #expect(failed == nil)
                        let isLast = left.withLock { left in
                            left -= 1
                            return left == 0
                        }
                        if isLast { done.resume() }
                    }
                }
                obstacle.release()
            }
            #expect(try await store.all().count == 1)
            #expect(scene.store.figures.commitCount - before < 30)
        }
    }

    @Test("many touches are written, each once")
    func touches() throws {
        let scene = try EmbeddedUnderTest()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            for _ in 0..<1_500 { try await store.create(try sessions.make()) }
            scene.time.advance(bySeconds: 100)
            for entry in try await store.all(SessionQuery(limit: 500)) {
                for _ in 0..<3 { store.touch(entry.id, at: scene.time.now) }
            }
            try await scene.settle(store)
            let listed = try await store.all(SessionQuery(limit: 500))
            #expect(listed.count == 1_500)
            let now = scene.time.now
            #expect(listed.allSatisfy { $0.index.lastSeen == now })
        }
    }

    @Test("touches are written by themselves after a moment")
    func touchesUnasked() throws {
        let scene = try EmbeddedUnderTest()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let session = try sessions.make()
            try await store.create(session)
            let later = session.index.created.advanced(bySeconds: 70)
            store.touch(session.id, at: later)
            // Ends when it is written; a failing test ends by its time limit.
            while try store.lastUse(of: session.id) != later {
                _ = try await store.page(SessionQuery(limit: 1))
            }
        }
    }

    @Test("after it was closed it takes nothing and can still be read")
    func closed() throws {
        let scene = try EmbeddedUnderTest()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let session = try sessions.make()
            try await store.create(session)
            scene.store.close()
            let refused = await fault { _ = try await store.end(session.id) }
            #expect(refused == .unavailable("it is closed or too much is asked of it"))
            #expect(store.record(of: session.id) == session.record)
        }
    }

    @Test("loops read while the writer writes, and see whole sessions")
    func concurrency() throws {
        let scene = try EmbeddedUnderTest()
        let made = Watched<[NewSession]>([])
        let isOver = Watched(false)
        let readers = try (0..<3).map { number in
            try LoopThread.start(named: "reader-\(number)") {
                #expect(throws: Never.self) {
                    let loop = try EventLoop()
                    let store = try scene.connection(on: loop)
                    var reads = 0
                    while !isOver.value || reads < 1_000 {
                        guard let session = made.value.randomElement() else { continue }
                        #expect(store.record(of: session.id) == session.record)
                        reads += 1
                    }
                }
            }
        }
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            for number in 0..<300 {
                let session = try sessions.make(), passing = try sessions.make()
                try await store.create(passing)
                try await store.replace(passing.id, by: session)
                if number < 200 { made.update { $0.append(session) } }
            }
            isOver.update { $0 = true }
        }
        for reader in readers { reader.join() }
    }
}
