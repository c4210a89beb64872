import Codecs
import Identity
import TestKit
import Testing
import Transport

@testable import Stores

/// Records that nobody wrote: looked up they are what they are, lists pass over them, and none is a trap.
@Suite("Embedded store: damaged records")
struct EmbeddedDamageTests {
    @Test("a damaged record is counted, passed over, and goes with its time")
    func damaged() throws {
        let scene = try EmbeddedUnderTest()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let good = try sessions.make()
            try await store.create(good)
            var damaged: [NewSession] = []
            for bytes in [[], [0], [1], [1, 0, 0], [1, 255, 255, 1]] as [[UInt8]] {
                var session = try sessions.make()
                session.record = bytes
                damaged.append(session)
            }
            var changed = try sessions.make()
            changed.record[40] ^= 1
            damaged.append(changed)
            for session in damaged {
                try await store.create(session)
                #expect(store.record(of: session.id) == session.record)
            }
            #expect(try await store.all().map(\.id) == [good.id])
            for session in damaged { store.touch(session.id, at: scene.time.now) }
            try await scene.settle(store)
            #expect(scene.store.figures.unreadableCount > 0)
            #expect(try await store.sweepOrphans { _ in true } == 1)
            #expect(try await store.end(damaged[0].id))
            scene.time.advance(bySeconds: 660)
            try await scene.sweepExpired(store)
            for session in damaged { #expect(store.record(of: session.id) == nil) }
        }
    }

    @Test("C15 what a damaged session leaves in its subject's set is swept on reading")
    func subjects() throws {
        let scene = try EmbeddedUnderTest()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            var session = try sessions.make()
            session.record[40] ^= 1
            try await store.create(session)
            #expect(try await store.end(session.id))
            let environment = scene.store.environment
            func entryCount() throws -> Int {
                let transaction = try LMDBTransaction(environment, isWriting: false)
                return transaction.count(of: try transaction.table("subjects"))
            }
            let account = SessionAccount(issuer: "accounts", subject: "alice")
            #expect(try await store.endAll(of: account) == 0)
            #expect(try entryCount() == 1)
            scene.time.advance(bySeconds: 36_000)
            #expect(try await store.endAll(of: account) == 0)
            #expect(try entryCount() == 0)
        }
    }

    @Test("what a later release wrote is left for it")
    func laterRelease() throws {
        let scene = try EmbeddedUnderTest()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            var session = try sessions.make()
            session.record[0] = 2
            try await store.create(session)
            for _ in 0..<3 {
                scene.time.advance(bySeconds: 100_000)
                try await scene.sweepExpired(store)
                #expect(store.record(of: session.id) == session.record)
            }
        }
    }
}
