import Codecs
import Identity
import Testing

@Suite("Session lifetimes")
struct SessionLifetimesTests {
    @Test(
        "the write interval is a tenth of the idle time, a second at least, a minute at most",
        arguments: [(1, 1), (19, 1), (60, 6), (599, 59), (600, 60), (86_400, 60)]
            as [(Int64, Int64)])
    func interval(idle: Int64, interval: Int64) {
        #expect(SessionLifetimes(idle: idle, absolute: 1).writeInterval == interval)
    }

    @Test("idle expiry is never early and late by the write interval at most")
    func idle() {
        let lifetimes = SessionLifetimes(idle: 600, absolute: 100_000)
        // Used at every second up to 1059 and never again; the last use written down was at 1000: the next was noted
        // at 1058, and a crash came before it was written.
        let written = index(lastSeen: 1_000)
        #expect(!lifetimes.isTouchDue(lastSeen: written.lastSeen, at: time(1_057)))
        #expect(lifetimes.isTouchDue(lastSeen: written.lastSeen, at: time(1_058)))
        #expect(lifetimes.isAlive(written, at: time(1_059 + 600)))
        #expect(!lifetimes.isAlive(written, at: time(1_000 + 600 + 60)))
    }

    @Test("a use is noted so early that it is written within the interval, and not on each request")
    func gathering() {
        for idle in [1, 10, 29, 30, 60, 600, 86_400] as [Int64] {
            let lifetimes = SessionLifetimes(idle: idle, absolute: 100_000)
            let delay = (1...60).first {
                lifetimes.isTouchDue(lastSeen: time(0), at: time($0))
            }
            let latest = max(1, lifetimes.writeInterval - SessionLifetimes.gatheringTime)
            #expect(delay == latest)
        }
    }

    @Test("what a store noted prolongs, never shortens")
    func adopting() {
        var index = index(lastSeen: 1_000)
        for (lastUse, expected) in [(nil, 1_000), (900, 1_000), (1_001, 1_001)] as [(Int64?, Int64)]
        {
            index.adopt(lastUse: lastUse.map { time($0) })
            #expect(index.lastSeen == time(expected))
        }
    }

    @Test("absolute expiry is exact, whatever was seen")
    func absolute() {
        let lifetimes = SessionLifetimes(idle: 600, absolute: 2_000)
        #expect(lifetimes.absoluteExpiry(ofCreated: time(7)) == time(2_007))
        let index = index(lastSeen: 2_999)
        #expect(lifetimes.isAlive(index, at: time(2_999)))
        #expect(!lifetimes.isAlive(index, at: time(3_000)))
        #expect(lifetimes.expiry(of: index) == time(3_000))
    }

    @Test("ends far away stay far away")
    func saturation() {
        let lifetimes = SessionLifetimes(idle: .max - 100, absolute: .max)
        var index = index(lastSeen: .max - 5)
        index.absoluteExpiry = lifetimes.absoluteExpiry(ofCreated: time(10))
        #expect(lifetimes.expiry(of: index) == time(.max))
        #expect(lifetimes.isAlive(index, at: time(.max - 1)))
    }

    private func time(_ seconds: Int64) -> WallTime { WallTime(secondsSince1970: seconds) }

    private func index(lastSeen: Int64) -> SessionIndex {
        var index = SessionIndex(
            .init(issuer: "i", subject: "s", host: "h"), created: time(0),
            absoluteExpiry: time(3_000))
        index.lastSeen = time(lastSeen)
        if lastSeen < 3_000 { index.absoluteExpiry = time(lastSeen < 1_500 ? 100_000 : 3_000) }
        return index
    }

    @Test("S3 a refresh token lives from the login on, used or not, and has a grace of its own")
    func refreshTokens() {
        let lifetimes = SessionLifetimes(
            idle: 600, absolute: 5_000, refresh: 2_000, grace: 20, tokenGrace: 7)
        var refresh = SessionIndex(
            .init(issuer: "i", subject: "s", host: "h"), created: time(1_000),
            absoluteExpiry: time(9_000))
        for grant in [SessionIndex.Grant.accessToken, .accessCookie] {
            refresh.grant = grant
            for kind in [SessionIndex.Kind.refresh, .spent] {
                refresh.kind = kind
                #expect(lifetimes.expiry(of: refresh) == time(9_000))
                #expect(lifetimes.graceEnd(of: refresh) == time(1_008))
            }
        }
    }

    @Test(
        "S2 a session that is renewed lives for idle, used or not; a refresh secret for refresh, unused"
    )
    func renewed() {
        let lifetimes = SessionLifetimes(idle: 600, absolute: 5_000, refresh: 2_000, grace: 20)
        var session = SessionIndex(
            .init(issuer: "i", subject: "s", host: "h"), created: time(1_000),
            absoluteExpiry: time(6_000))
        var refresh = session
        refresh.kind = .refresh
        lifetimes.fix(&session)
        #expect(lifetimes.expiry(of: session) == time(1_600))
        #expect(!lifetimes.isTouchDue(lastSeen: session.lastSeen, at: time(1_599)))
        #expect(lifetimes.expiry(of: refresh) == time(3_000))
        refresh.lastSeen = time(5_500)
        #expect(lifetimes.expiry(of: refresh) == time(6_000))
        #expect(lifetimes.graceEnd(of: refresh) == time(5_521))
        refresh.kind = .spent
        #expect(lifetimes.expiry(of: refresh) == time(6_000))
        // The last session of a family ends with it.
        session.created = time(5_900)
        session.absoluteExpiry = time(6_000)
        lifetimes.fix(&session)
        #expect(lifetimes.expiry(of: session) == time(6_000))
    }
}
