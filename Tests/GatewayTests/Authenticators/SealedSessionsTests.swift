import Codecs
import Configuration
import Identity
import Testing
import Transport

@testable import Gateway

@Suite("A2 Sealed sessions")
struct SealedSessionsTests {
    private static let identity = "X-User: alice\r\nX-Groups: staff\r\nX-How: pwd\r\n"

    @Test("T71 a cookie names its account, with what the login proved and the groups of now")
    func recognised() throws {
        let scene = try SealedScene()
        let cookie = try #require(try scene.begin())
        for _ in 0..<3 { #expect(scene.ask(cookie).words == Self.identity) }
        #expect([scene.sealed.events.hits, scene.sealed.events.misses] == [2, 1])
        try scene.change(groups: "admins: alice\n")
        #expect(scene.ask(cookie).words.contains("X-Groups: admins\r\n"))
        try scene.change(users: SessionScene.otherAlice)
        #expect(scene.ask(cookie).words == "accountChanged")
        #expect(scene.session(cookie) == nil)
    }

    @Test("what is remembered is the whole text: a changed one is opened, and is none")
    func remembered() throws {
        let scene = try SealedScene()
        let cookie = try #require(try scene.begin())
        #expect(scene.ask(cookie).words == Self.identity)
        for index in cookie.indices {
            var changed = cookie
            changed[index] =
                changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(scene.ask(changed).words == "malformed", "character \(index)")
        }
        #expect(scene.ask(cookie, host: "b.example").words == "malformed")
        #expect(scene.ask([]).words == "malformed")
        #expect(scene.ask([UInt8](repeating: 0x41, count: 5_000)).words == "malformed")
        #expect(scene.ask(cookie).words == Self.identity)
    }

    @Test("a session ends idle never early, and late by at most the write interval")
    func idle() throws {
        let scene = try SealedScene()
        let cookie = try #require(try scene.begin())
        #expect(scene.ask(cookie, after: 1_859).words == Self.identity)
        #expect(scene.ask(cookie, after: 1_860).words == "expired")
        #expect(scene.session(cookie) != nil)
    }

    @Test("it is sealed anew once the write interval has passed, and ends at its absolute end")
    func renewed() throws {
        let scene = try SealedScene()
        var cookie = try #require(try scene.begin())
        let id = try #require(scene.session(cookie)).id
        #expect(scene.ask(cookie, after: 57).renewed == nil)
        #expect(scene.ask(cookie, after: -100).renewed == nil, "a clock that went back")
        var seconds: Int64 = 58
        while seconds < 43_200 {
            let answer = scene.ask(cookie, after: seconds)
            #expect(answer.words == Self.identity)
            cookie = try #require(answer.renewed)
            #expect(scene.ask(cookie, after: seconds).renewed == nil)
            seconds += 1_700
        }
        #expect(scene.session(cookie)?.id == id)
        #expect(scene.ask(cookie, after: 43_200).words == "expired")
    }

    @Test(
        "T58 a key that was rotated away from still opens and is renewed away from; a retired one does not"
    )
    func rotated() throws {
        let scene = try SealedScene()
        let old = try #require(try scene.begin())
        try scene.change(keys: ["b.key": SealedScene.key(2), "a.key": SealedScene.key(1)])
        let renewed = try #require(scene.ask(old, after: 60).renewed)
        try scene.change(keys: ["b.key": SealedScene.key(2)])
        #expect(scene.ask(old, after: 60).words == "malformed")
        #expect(scene.ask(renewed, after: 60).words == Self.identity)
    }

    @Test("4,096 bytes with name and attributes are a cookie, and one more is refused at the login")
    func fits() throws {
        let scene = try SealedScene()
        let line = "__Host-sallyport=; Path=/; HttpOnly; SameSite=Lax; Secure"
        let limit = 4_096 - line.utf8.count
        #expect(OwnCookies.secure.valueBytesLimit(of: .session) == limit)
        let start = Array(#"{"x":""#.utf8), end = Array(#""}"#.utf8)
        func data(_ count: Int) -> [UInt8] {
            start + [UInt8](repeating: 0x61, count: count) + end
        }
        var count = 1_000
        var largest: [UInt8] = []
        while let cookie = try scene.begin(data: data(count)) {
            largest = cookie
            count += 1
        }
        #expect((limit - 1...limit).contains(largest.count))
        #expect(scene.ask(largest).words.contains("alice"))
        #expect(scene.ask(largest, after: 60).renewed?.count == largest.count)
    }

    @Test("T63 what ends is revoked by its ID for as long as it could live")
    func ended() throws {
        let scene = try SealedScene()
        let cookie = try #require(try scene.begin())
        let session = try #require(scene.session(cookie))
        let now = WallTime(secondsSince1970: SealedScene.begun + 10)
        try EventLoop().run { () async throws in try await scene.sealed.end(session, at: now) }
        let revocation = try #require(scene.revocations.first)
        #expect(revocation.kind == .session)
        #expect(revocation.value == session.id.hex)
        #expect(revocation.expires == session.index.absoluteExpiry)
        #expect(revocation.fault == nil)
    }

    @Test("X20 a step of the system's clock lets no session that was logged out live again")
    func clockStep() throws {
        let scene = try SealedScene()
        let cookie = try #require(try scene.begin())
        let session = try #require(scene.session(cookie))
        var tagger = try RevocationTagger(storeKey: SealedScene.storeKey)
        var builder = RevocationSetBuilder()
        let end = session.index.absoluteExpiry
        _ = builder.insert(
            RevocationID(tagger.session(session.id), before: nil).entry(until: end))
        let reader = RevocationReader(builder.snapshot())
        let handler = RequestHandler(snapshot: scene.snapshot)
        let now = WallTime(secondsSince1970: SealedScene.begun)
        let later = end.advanced(bySeconds: 86_400)
        for moment in [(now, now), (later, now), (now, later)] {
            #expect(throws: Refusal.self) {
                try handler.refuseRevoked(
                    session.principal, by: reader, at: Moment(wall: moment.0, session: moment.1))
            }
        }
        try handler.refuseRevoked(
            session.principal, by: reader, at: Moment(wall: later, session: later))
    }

    @Test("T62 every login has an ID of its own")
    func identifiers() throws {
        let scene = try SealedScene()
        let ids = try (0..<50).map { _ in
            let cookie = try #require(try scene.begin())
            return try #require(scene.session(cookie)).id
        }
        #expect(Set(ids).count == 50)
    }

    @Test("a folder without a key, an open key and a file that is none are faults at its line")
    func faults() throws {
        let rows: [(keys: [String: [UInt8]], open: Set<String>, words: String)] = [
            ([:], [], "holds no key"),
            (["a.key": Array("AAAA\n".utf8)], [], "keys/a.key, which is no key"),
            (["a.key": SealedScene.key(1).dropLast() + [0x3D]], [], "keys/a.key, which is no key"),
            (["a.key": SealedScene.key(1)], ["keys/a.key"], "every user of this machine"),
        ]
        for row in rows {
            do {
                _ = try SealedScene.snapshot(keys: row.keys, open: row.open, generation: 1)
                Issue.record("\(row.words)")
            } catch let faults as ConfigurationFaults {
                #expect("\(faults)".contains("test.yaml:3:"), "\(faults)")
                #expect("\(faults)".contains(row.words), "\(faults)")
            }
        }
        let without = [UInt8](SealedScene.key(1).dropLast())
        #expect(
            try SealedScene.snapshot(keys: ["a.key": without], generation: 1).cookieKeys?.count == 1
        )
    }
}
