import Codecs
import Crypto
import Identity
import TestKit
import Testing
import Transport

/// What every store does, whatever it keeps sessions in.
@Suite("Store contract")
struct StoreContractTests {
    @Test(
        "a created session is found as it was stored, on every connection",
        arguments: StoreKind.allCases)
    func create(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop), other = try scene.connection(on: loop)
            let session = try sessions.make()
            #expect(store.record(of: session.id) == nil)
            try await store.create(session)
            #expect(store.record(of: session.id) == session.record)
            #expect(other.record(of: session.id) == session.record)
            #expect(other.record(of: try sessions.make().id) == nil)
        }
    }

    @Test("an ID is taken once", arguments: StoreKind.allCases)
    func createTwice(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let session = try sessions.make()
            var second = try sessions.make()
            try await store.create(session)
            second.id = session.id
            let exists = await fault { try await store.create(second) }
            #expect(exists == .exists)
            #expect(store.record(of: session.id) == session.record)
        }
    }

    @Test("T63 an ended session is gone everywhere, once", arguments: StoreKind.allCases)
    func end(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let session = try sessions.make(), kept = try sessions.make()
            try await store.create(session)
            try await store.create(kept)
            #expect(try await store.end(session.id))
            #expect(store.record(of: session.id) == nil)
            #expect(try await !store.end(session.id))
            #expect(store.record(of: kept.id) == kept.record)
            #expect(try await store.all().map(\.id) == [kept.id])
        }
    }

    @Test(
        "T61 a login takes the old session's place, both or neither", arguments: StoreKind.allCases)
    func replace(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let first = try sessions.make(), second = try sessions.make()
            try await store.replace(nil, by: first)
            try await store.replace(first.id, by: second)
            #expect(store.record(of: first.id) == nil)
            #expect(store.record(of: second.id) == second.record)
            // Refused because of the new one, it leaves the old one alone.
            let third = try sessions.make()
            try await store.create(third)
            let exists = await fault { try await store.replace(third.id, by: second) }
            #expect(exists == .exists)
            #expect(store.record(of: third.id) == third.record)
            // An old one that is gone is no fault.
            let fourth = try sessions.make()
            try await store.replace(first.id, by: fourth)
            #expect(store.record(of: fourth.id) == fourth.record)
        }
    }

    @Test(
        "C14 all sessions of a subject of an issuer end, and no others",
        arguments: StoreKind.allCases)
    func endAll(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            var mine: [NewSession] = []
            for _ in 0..<20 { mine.append(try sessions.make()) }
            let others = [
                try sessions.make(subject: "alic"), try sessions.make(subject: "Alice"),
                try sessions.make(issuer: "account"),
                // The same letters, parted elsewhere (T56).
                try sessions.make(subject: "salice", issuer: "account"),
            ]
            for session in mine + others { try await store.create(session) }
            let account = SessionAccount(issuer: "accounts", subject: "alice")
            #expect(
                Set(try await store.all(SessionQuery(account: account, limit: 7)).map(\.id))
                    == Set(mine.map(\.id)))
            #expect(try await store.endAll(of: account) == 20)
            #expect(try await store.endAll(of: account) == 0)
            for session in mine { #expect(store.record(of: session.id) == nil) }
            for session in others { #expect(store.record(of: session.id) != nil) }
        }
    }

    @Test("sessions of the account's line as it stands stay", arguments: StoreKind.allCases)
    func fingerprints(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let old = try sessions.make(fingerprint: [1]), new = try sessions.make(fingerprint: [2])
            let none = try sessions.make()
            for session in [old, new, none] { try await store.create(session) }
            let account = SessionAccount(
                issuer: "accounts", subject: "alice", exceptFingerprint: [2])
            #expect(try await store.endAll(of: account) == 2)
            #expect(try await store.all().map(\.id) == [new.id])
        }
    }

    @Test(
        "a touch moves what was last seen forwards alone, for everyone, and leaves the record as it is",
        arguments: StoreKind.allCases)
    func touch(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let session = try sessions.make(), other = try sessions.make()
            try await store.create(session)
            try await store.create(other)
            #expect(try store.lastUse(of: session.id) == nil)
            let later = session.index.created.advanced(bySeconds: 100)
            let account = SessionAccount(issuer: "accounts", subject: "alice")
            for time in [later, later.advanced(bySeconds: -50), session.index.created] {
                store.touch(session.id, at: time)
                try await scene.settle(store)
                #expect(store.record(of: session.id) == session.record)
                #expect(try scene.connection(on: loop).lastUse(of: session.id) == later)
                #expect(try store.lastUse(of: other.id) == nil)
                for query in [SessionQuery(), SessionQuery(account: account)] {
                    let seen = try await store.all(query).map { [$0.id: $0.index.lastSeen] }
                    #expect(seen.contains([session.id: later]))
                    #expect(seen.contains([other.id: other.index.created]))
                }
            }
        }
    }

    @Test("a touch does not bring back what has ended", arguments: StoreKind.allCases)
    func touchEnded(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let session = try sessions.make()
            try await store.create(session)
            store.touch(session.id, at: session.index.created.advanced(bySeconds: 100))
            #expect(try await store.end(session.id))
            try await scene.settle(store)
            store.touch(session.id, at: session.index.created.advanced(bySeconds: 200))
            try await scene.settle(store)
            #expect(store.record(of: session.id) == nil)
            #expect(try await store.all().isEmpty)
            #expect(try store.lastUse(of: session.id) == nil)
        }
    }

    @Test("what is noted of a session ends with it, however it ends", arguments: StoreKind.allCases)
    func usesEnd(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let ended = try sessions.make(), replaced = try sessions.make(),
                next = try sessions.make()
            let orphan = try sessions.make(subject: "gone"), expired = try sessions.make()
            let made = [ended, replaced, orphan, expired]
            for session in made { try await store.create(session) }
            for session in made {
                store.touch(session.id, at: session.index.created.advanced(bySeconds: 100))
            }
            try await scene.settle(store)
            for session in made { #expect(try store.lastUse(of: session.id) != nil) }
            #expect(try await store.end(ended.id))
            try await store.replace(replaced.id, by: next)
            #expect(try await store.sweepOrphans { $0.subject == "gone" } == 1)
            scene.time.advance(bySeconds: 760)
            try await scene.sweepExpired(store)
            #expect(store.record(of: expired.id) == nil)
            for session in made { #expect(try store.lastUse(of: session.id) == nil) }
            // The same ID anew, as nobody but a test makes it, begins unused.
            try await store.create(ended)
            #expect(try store.lastUse(of: ended.id) == nil)
        }
    }

    @Test(
        "C20 who counts endings has counted before it tells of one, on every connection",
        arguments: StoreKind.allCases)
    func endings(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop), other = try scene.connection(on: loop)
            func ending(_ make: (SessionID) async throws -> Void) async throws {
                let session = try sessions.make(subject: "gone")
                try await store.create(session)
                let before = [store, other].map { $0.endings(near: session.id) }
                #expect(other.record(of: session.id) != nil)
                store.touch(session.id, at: scene.time.now)
                try await scene.settle(store)
                #expect([store, other].map { $0.endings(near: session.id) } == before)
                try await make(session.id)
                #expect(other.record(of: session.id) == nil)
                for (door, count) in zip([store, other], before) where count != nil {
                    #expect(door.endings(near: session.id) != count)
                }
            }
            let next = try sessions.make()
            try await ending { _ = try await store.end($0) }
            try await ending { try await store.replace($0, by: next) }
            try await ending { _ in
                _ = try await store.endAll(of: .init(issuer: "accounts", subject: "gone"))
            }
            try await ending { _ in _ = try await store.sweepOrphans { $0.subject == "gone" } }
            try await ending { _ in
                scene.time.advance(bySeconds: 660)
                try await scene.sweepExpired(store)
            }
        }
    }

    @Test("idle sessions go when their time has come and not before", arguments: StoreKind.allCases)
    func idleExpiry(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let idle = try sessions.make(), used = try sessions.make()
            try await store.create(idle)
            try await store.create(used)
            scene.time.advance(bySeconds: 600)
            store.touch(used.id, at: scene.time.now)
            try await scene.settle(store)
            scene.time.advance(bySeconds: 59)
            try await scene.sweepExpired(store)
            #expect(store.record(of: idle.id) != nil)
            scene.time.advance(bySeconds: 1)
            // Out of the list at once, out of the store with the sweep.
            #expect(try await store.all().map(\.id) == [used.id])
            try await scene.sweepExpired(store)
            #expect(store.record(of: idle.id) == nil)
            #expect(store.record(of: used.id) != nil)
            scene.time.advance(bySeconds: 599)
            try await scene.sweepExpired(store)
            #expect(store.record(of: used.id) != nil)
            scene.time.advance(bySeconds: 1)
            try await scene.sweepExpired(store)
            #expect(store.record(of: used.id) == nil)
        }
    }

    @Test("absolute expiry comes whatever is used", arguments: StoreKind.allCases)
    func absoluteExpiry(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let session = try sessions.make()
            try await store.create(session)
            for _ in 0..<71 {
                scene.time.advance(bySeconds: 500)
                store.touch(session.id, at: scene.time.now)
                try await scene.settle(store)
                try await scene.sweepExpired(store)
            }
            scene.time.advance(bySeconds: 499)
            try await scene.sweepExpired(store)
            #expect(store.record(of: session.id) != nil)
            scene.time.advance(bySeconds: 1)
            try await scene.sweepExpired(store)
            #expect(store.record(of: session.id) == nil)
            // C15: nothing of it stays where its subject is looked for.
            let account = SessionAccount(issuer: "accounts", subject: "alice")
            #expect(try await store.endAll(of: account) == 0)
        }
    }

    @Test("orphans are swept, a portion at a time", arguments: StoreKind.allCases)
    func orphans(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            for number in 0..<1_200 {
                try await store.create(
                    try sessions.make(subject: number % 3 == 0 ? "gone" : "here"))
            }
            #expect(try await store.sweepOrphans { $0.subject == "gone" } == 400)
            let left = try await store.all(SessionQuery(limit: 100))
            #expect(left.count == 800)
            #expect(left.allSatisfy { $0.index.subject == "here" })
            #expect(try await store.sweepOrphans { $0.subject == "gone" } == 0)
        }
    }

    @Test("a list has every session once, in pages", arguments: StoreKind.allCases)
    func pages(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            var stored: [SessionPage.Entry] = []
            for _ in 0..<10 {
                let session = try sessions.make()
                stored.append(.init(id: session.id, index: session.index))
                try await store.create(session)
            }
            let account = SessionAccount(issuer: "accounts", subject: "alice")
            for limit in [1, 3, 10, 11] {
                for account in [nil, account] {
                    let listed = try await store.all(SessionQuery(account: account, limit: limit))
                    #expect(listed.count == 10)
                    #expect(Set(listed) == Set(stored))
                }
            }
            #expect(try await store.page(SessionQuery(limit: 0)).entries.isEmpty)
        }
    }

    @Test("C36 what is too large is refused, the largest is kept", arguments: StoreKind.allCases)
    func sizes(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            var large = try sessions.make()
            large.record = [UInt8](repeating: 1, count: SessionRecord.bytesLimit)
            try await store.create(large)
            #expect(store.record(of: large.id) == large.record)
            var larger = try sessions.make()
            larger.record = large.record + [1]
            let tooLarge = await fault { try await store.create(larger) }
            #expect(tooLarge == .tooLarge)
        }
    }
}
