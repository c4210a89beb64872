import Codecs
import Crypto
import Identity
import TestKit
import Testing
import Transport

/// Random sequences of operations against a dictionary. What fails is run again by its seed.
@Suite("Store contract: a model")
struct StoreModelTests {
    @Test(
        "does what a dictionary would do", arguments: StoreKind.allCases,
        1...6 as ClosedRange<UInt64>)
    func model(kind: StoreKind, seed: UInt64) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var run = try ModelRun(scene, try scene.connection(on: loop), seed: seed)
            for _ in 0..<400 { try await run.step() }
            try await run.compareAll()
        }
    }
}

private struct ModelRun: ~Copyable {
    private let scene: any StoreUnderTest
    private let store: any SessionStore
    private var sessions: TestSessions
    private var state: UInt64
    /// What must be stored, with when it was last seen.
    private var model: [SessionID: SessionIndex] = [:]
    private var everMade: [SessionID] = []

    init(_ scene: any StoreUnderTest, _ store: any SessionStore, seed: UInt64) throws {
        sessions = try TestSessions(for: scene)
        self.scene = scene
        self.store = store
        state = seed
    }

    mutating func step() async throws {
        switch random(below: 20) {
        case 0..<7: try await create(replacing: nil)
        case 7..<9: try await create(replacing: pick())
        case 9..<12: try await end()
        case 12..<16: try await touch()
        case 16: try await endAll()
        case 17: try await sweepOrphans()
        case 18: try await expire()
        default: try await compareAll()
        }
        if let id = pick() { try compare(id) }
    }

    private mutating func create(replacing old: SessionID?) async throws {
        let session = try sessions.make(
            subject: "user\(random(below: 5))", dataByteCount: Int(random(below: 6_000)))
        if let old { model[old] = nil }
        try await store.replace(old, by: session)
        model[session.id] = session.index
        everMade.append(session.id)
    }

    private mutating func end() async throws {
        guard let id = pick() else { return }
        let wasThere = try await store.end(id)
        #expect(wasThere == (model.removeValue(forKey: id) != nil))
    }

    private mutating func touch() async throws {
        guard let id = pick() else { return }
        let now = scene.time.now.advanced(bySeconds: Int64(random(below: 200)) - 100)
        store.touch(id, at: now)
        try await scene.settle(store)
        if let seen = model[id]?.lastSeen { model[id]?.lastSeen = max(seen, now) }
    }

    private mutating func endAll() async throws {
        let subject = "user\(random(below: 5))"
        let ended = try await store.endAll(of: .init(issuer: "accounts", subject: subject))
        let before = model.count
        model = model.filter { $1.subject != subject }
        #expect(ended == before - model.count)
    }

    private mutating func sweepOrphans() async throws {
        let subject = "user\(random(below: 5))"
        let ended = try await store.sweepOrphans { $0.subject == subject }
        let before = model.count
        model = model.filter { $1.subject != subject }
        #expect(ended == before - model.count)
    }

    private mutating func expire() async throws {
        scene.time.advance(bySeconds: Int64(random(below: 400)))
        try await scene.sweepExpired(store)
        let now = scene.time.now, lifetimes = scene.lifetimes
        model = model.filter { lifetimes.isAlive($1, at: now) }
    }

    private mutating func compare(_ id: SessionID) throws {
        let record = store.record(of: id)
        guard let expected = model[id] else {
            #expect(record == nil)
            return
        }
        var index = try sessions.index(of: id, in: try #require(record))
        index.adopt(lastUse: try store.lastUse(of: id))
        #expect(index == expected)
    }

    func compareAll() async throws {
        let listed = try await store.all(SessionQuery(limit: 17))
        #expect(listed.count == model.count)
        let isSame = listed.allSatisfy { model[$0.id] == $0.index }
        #expect(isSame)
        for number in 0..<5 {
            let account = SessionAccount(issuer: "accounts", subject: "user\(number)")
            let mine = try await store.all(SessionQuery(account: account, limit: 4))
            let expected = model.count { $0.value.subject == account.subject }
            #expect(mine.count == expected)
        }
    }

    private mutating func pick() -> SessionID? {
        everMade.isEmpty ? nil : everMade[Int(random(below: UInt64(everMade.count)))]
    }

    /// xorshift64*: the same for the same seed.
    private mutating func random(below limit: UInt64) -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return (state &* 0x2545_F491_4F6C_DD1D) >> 33 % limit
    }
}
