import Codecs
import Identity
import Stores
import TestKit
import Testing
import Transport

/// A store that is full refuses new sessions and does all else.
@Suite("Embedded store: room")
struct EmbeddedRoomTests {
    private func makeScene() throws -> EmbeddedUnderTest {
        try EmbeddedUnderTest(sizeLimit: 1 << 20)
    }

    /// Creates sessions until there is no room.
    private static func fill(
        _ store: any SessionStore, _ sessions: inout TestSessions, dataByteCount: Int = 400
    ) async throws -> [SessionID] {
        var ids: [SessionID] = []
        while true {
            let session = try sessions.make(dataByteCount: dataByteCount)
            do throws(StoreFault) {
                try await store.create(session, timeoutNanoseconds: longTime)
            } catch {
                #expect(error == .full)
                #expect(store.record(of: session.id) == nil)
                return ids
            }
            ids.append(session.id)
            try #require(ids.count < 20_000)
        }
    }

    @Test("full, it says so, ends and touches sessions, and takes new ones again; ten times over")
    func full() throws {
        let scene = try makeScene()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            var counts: [Int] = []
            for _ in 0..<10 {
                let ids = try await Self.fill(store, &sessions)
                counts.append(ids.count)
                #expect(scene.store.figures.fill > 0.7)
                scene.time.advance(bySeconds: 61)
                for id in ids { store.touch(id, at: scene.time.now) }
                try await scene.settle(store)
                for id in ids {
                    #expect(try store.lastUse(of: id) == scene.time.now)
                    #expect(try await store.end(id))
                }
                #expect(try await store.all().isEmpty)
            }
            #expect(counts.allSatisfy { $0 > 300 })
            #expect(counts.last.map { $0 > counts[0] / 2 } == true)
            #expect(scene.store.figures.lostTouchCount == 0)
            #expect(scene.store.figures.fullCount == 10)
        }
    }

    @Test("full of the smallest sessions, there is room to note the use of each")
    func uses() throws {
        let scene = try EmbeddedUnderTest(sizeLimit: 6 << 20)
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let ids = try await Self.fill(store, &sessions, dataByteCount: 0)
            scene.time.advance(bySeconds: 61)
            for id in ids { store.touch(id, at: scene.time.now) }
            try await scene.settle(store)
            #expect(scene.store.figures.lostTouchCount == 0)
            for id in ids { #expect(try store.lastUse(of: id) == scene.time.now) }
        }
    }

    @Test("full, expiry makes room")
    func expiry() throws {
        let scene = try makeScene()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let first = try await Self.fill(store, &sessions)
            scene.time.advance(bySeconds: 700)
            try await scene.sweepExpired(store)
            for id in first { #expect(store.record(of: id) == nil) }
            #expect(scene.store.figures.expiredCount == first.count)
            #expect(try await Self.fill(store, &sessions).count > first.count / 2)
        }
    }

    @Test(
        "full, all of a subject's sessions end, and a login in place of an old one waits for that")
    func endAll() throws {
        let scene = try makeScene()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let ids = try await Self.fill(store, &sessions)
            let late = try sessions.make()
            let refused = await fault { try await store.replace(ids.first, by: late) }
            #expect(refused == .full)
            #expect(store.record(of: ids[0]) != nil)
            let account = SessionAccount(issuer: "accounts", subject: "alice")
            #expect(try await store.endAll(of: account) == ids.count)
            try await store.create(late)
        }
    }

    @Test("the figures say how many there are and how full it is")
    func figures() throws {
        let scene = try makeScene()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            for _ in 0..<10 { try await store.create(try sessions.make()) }
            #expect(scene.store.figures.sessionCount == 10)
            #expect(0.0..<0.3 ~= scene.store.figures.fill)
            #expect(scene.store.figures.fullCount == 0)
            #expect(scene.store.figures.unreadableCount == 0)
        }
    }
}
