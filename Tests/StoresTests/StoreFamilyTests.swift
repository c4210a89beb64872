import Codecs
import Crypto
import Identity
import Testing
import Transport

/// What every store does with logins that have several records, and with accounts that have several logins.
@Suite("Store contract: families and limits")
struct StoreFamilyTests {
    /// A login with a refresh secret.
    private struct Login {
        let secret = SessionSecret(from: SecureRandom())
        let session: NewSession
        let refresh: NewSession

        init(
            _ sessions: inout TestSessions, subject: String = "alice", family: [UInt8] = [7]
        ) throws {
            session = try sessions.make(subject: subject, family: family)
            refresh = try sessions.make(
                subject: subject, kind: .refresh, family: family, secret: secret)
        }

        var records: [NewSession] { [session, refresh] }
    }

    private static func rotation(
        _ sessions: inout TestSessions, of login: Login
    ) throws -> Rotation {
        let family = login.refresh.index.family
        let spent = try sessions.make(
            dataByteCount: 32, kind: .spent, family: family, secret: login.secret)
        let next = try Login(&sessions, family: family)
        return Rotation(spent, successors: next.records)
    }

    @Test(
        "Q39 of two rotations one is done, and what is gone rotates no more",
        arguments: StoreKind.allCases)
    func rotate(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let first = try Login(&sessions)
            _ = try await store.begin(NewLogin(first.records))
            let one = try Self.rotation(&sessions, of: first)
            let other = try Self.rotation(&sessions, of: first)
            #expect(try await store.rotate(one) == .rotated)
            #expect(store.record(of: first.refresh.id) == one.spent.record)
            for session in one.successors {
                #expect(store.record(of: session.id) == session.record)
            }
            #expect(try await store.rotate(other) == .overtaken)
            #expect(store.record(of: first.refresh.id) == one.spent.record)
            for session in other.successors { #expect(store.record(of: session.id) == nil) }
            let unknown = try Login(&sessions)
            #expect(try await store.rotate(Self.rotation(&sessions, of: unknown)) == .gone)
            #expect(store.record(of: unknown.refresh.id) == nil)
        }
    }

    @Test(
        "a login is listed once, and its end by any of its records ends all of it",
        arguments: StoreKind.allCases)
    func endTogether(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            for place in 0..<3 {
                let mine = try Login(&sessions, family: [1])
                let kept = try Login(&sessions, family: [2])
                _ = try await store.begin(NewLogin(mine.records))
                _ = try await store.begin(NewLogin(kept.records))
                let rotation = try Self.rotation(&sessions, of: mine)
                #expect(try await store.rotate(rotation) == .rotated)
                let alive = rotation.successors[1].id
                #expect(Set(try await store.all().map(\.id)) == [alive, kept.refresh.id])
                let ended = [mine.session.id, rotation.successors[0].id, alive][place]
                #expect(try await store.end(ended))
                for session in [mine.session] + rotation.successors {
                    #expect(store.record(of: session.id) == nil)
                }
                #expect(store.record(of: kept.session.id) != nil)
                #expect(try await store.all().map(\.id) == [kept.refresh.id])
                // Still known, for whoever comes with it.
                #expect(store.record(of: mine.refresh.id) != nil)
                #expect(try await store.rotate(rotation) == .overtaken)
                #expect(try await store.end(kept.refresh.id))
            }
        }
    }

    @Test(
        "a family ends as one login; another account's of the same name stays",
        arguments: StoreKind.allCases)
    func endFamily(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let mine = try Login(&sessions)
            let other = try Login(&sessions, subject: "bob")
            let single = try sessions.make()
            _ = try await store.begin(NewLogin(mine.records))
            _ = try await store.begin(NewLogin(other.records))
            try await store.create(single)
            let account = SessionAccount(issuer: "accounts", subject: "alice")
            #expect(try await store.endFamily([7], of: account) == 1)
            #expect(try await store.endFamily([7], of: account) == 0)
            #expect(try await store.endFamily([], of: account) == 0)
            #expect(Set(try await store.all().map(\.id)) == [other.refresh.id, single.id])
        }
    }

    @Test(
        "what a spent secret got goes with the grace period, what it was stays",
        arguments: StoreKind.allCases)
    func erase(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let login = try Login(&sessions)
            _ = try await store.begin(NewLogin(login.records))
            let rotation = try Self.rotation(&sessions, of: login)
            #expect(try await store.rotate(rotation) == .rotated)
            try await scene.sweepExpired(store)
            #expect(store.record(of: login.refresh.id) == rotation.spent.record)
            scene.time.advance(bySeconds: scene.lifetimes.grace)
            try await scene.sweepExpired(store)
            #expect(store.record(of: login.refresh.id) == rotation.spent.record)
            scene.time.advance(bySeconds: 1)
            try await scene.sweepExpired(store)
            let left = try #require(store.record(of: login.refresh.id))
            let whole = rotation.spent.record
            #expect(left.count < whole.count && left.elementsEqual(whole.prefix(left.count)))
            #expect(try sessions.index(of: login.refresh.id, in: left).kind == .spent)
            scene.time.advance(bySeconds: scene.lifetimes.absolute)
            try await scene.sweepExpired(store)
            #expect(store.record(of: login.refresh.id) == nil)
            #expect(try await store.all().isEmpty)
        }
    }

    // MARK: Limits

    @Test(
        "S5 the oldest logins make room, or the new one is refused", arguments: StoreKind.allCases)
    func limit(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            var begun: [SessionID] = []
            for _ in 0..<5 {
                let session = try sessions.make()
                let login = NewLogin([session], limit: LoginLimit(3, .sessions, .evictOldest))
                let evicted = try await store.begin(login).map(\.id)
                begun.append(session.id)
                #expect(evicted == (begun.count > 3 ? [begun[begun.count - 4]] : []))
                scene.time.advance(bySeconds: 1)
            }
            let other = try sessions.make(subject: "bob")
            _ = try await store.begin(NewLogin([other], limit: LoginLimit(1, .sessions, .refuse)))
            let refused = try sessions.make()
            let limit = LoginLimit(3, .sessions, .refuse)
            let fault = await fault { _ = try await store.begin(NewLogin([refused], limit: limit)) }
            #expect(fault == .limitReached)
            #expect(store.record(of: refused.id) == nil)
            // The one it takes the place of does not count.
            let replacing = NewLogin([refused], replacing: [begun[4]], limit: limit)
            #expect(try await store.begin(replacing).isEmpty)
            // Nor do those that have expired.
            scene.time.advance(bySeconds: scene.lifetimes.absolute)
            let late = try sessions.make()
            #expect(try await store.begin(NewLogin([late], limit: limit)).isEmpty)
        }
    }

    @Test(
        "S5 of logins of one second the one that began first is the oldest",
        arguments: StoreKind.allCases)
    func sameSecond(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let limits = [
                LoginLimit(4, .sessions, .evictOldest), LoginLimit(4, .devices, .evictOldest),
            ]
            for limit in limits {
                var begun: [SessionID] = []
                for number: UInt32 in 0..<12 {
                    let session = try sessions.make(
                        subject: "\(limit.unit)", device: [UInt8(number)], nanoseconds: number)
                    let evicted = try await store.begin(NewLogin([session], limit: limit))
                    begun.append(session.id)
                    #expect(
                        evicted.map(\.id) == (begun.count > 4 ? [begun[begun.count - 5]] : []))
                }
            }
        }
    }

    @Test(
        "S5 a browser counts once, and the one that logs in anew not at all",
        arguments: StoreKind.allCases)
    func devices(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            let limit = LoginLimit(2, .devices, .evictOldest)
            var ids: [SessionID] = []
            for device: UInt8 in [1, 2, 1, 2, 1] {
                let session = try sessions.make(device: [device])
                #expect(try await store.begin(NewLogin([session], limit: limit)).isEmpty)
                ids.append(session.id)
                scene.time.advance(bySeconds: 1)
            }
            let third = try sessions.make(device: [3])
            let evicted = try await store.begin(NewLogin([third], limit: limit)).map(\.id)
            #expect(evicted == [ids[1], ids[3]])
            let refuse = LoginLimit(2, .devices, .refuse)
            let nameless = try sessions.make()
            let fault = await fault {
                _ = try await store.begin(NewLogin([nameless], limit: refuse))
            }
            #expect(fault == .limitReached)
        }
    }

    @Test("S5 a limit is exact under logins at once", arguments: StoreKind.allCases)
    func exact(kind: StoreKind) throws {
        let scene = try kind.make()
        try onLoop { loop in
            var sessions = try TestSessions(for: scene)
            let store = try scene.connection(on: loop)
            var logins: [NewLogin] = []
            for number in 0..<200 {
                let login = try Login(&sessions, family: [UInt8(number)])
                logins.append(
                    NewLogin(
                        login.records, limit: LoginLimit(5, .sessions, .refuse)))
            }
            let tally = Tally()
            for login in logins {
                nonisolated(unsafe) let store = store
                loop.executor.start {
                    do { _ = try await store.begin(login) } catch { tally.refused += 1 }
                    tally.done += 1
                }
            }
            while tally.done < logins.count { _ = try await store.page() }
            #expect(tally.refused == 195)
            #expect(try await store.all().count == 5)
        }
    }

    /// Counts on the loop's thread alone.
    private final class Tally: @unchecked Sendable {
        var refused = 0
        var done = 0
    }
}

extension SessionStore {
    func begin(_ login: NewLogin) async throws -> [SessionPage.Entry] {
        try await begin(login, timeoutNanoseconds: longTime)
    }

    func rotate(_ rotation: Rotation) async throws -> RotationOutcome {
        try await rotate(rotation, timeoutNanoseconds: longTime)
    }

    func endFamily(_ family: [UInt8], of account: SessionAccount) async throws -> Int {
        try await endFamily(family, of: account, timeoutNanoseconds: longTime)
    }
}
