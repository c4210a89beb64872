import Codecs
import Identity
import Synchronization
import Testing
import Transport

@testable import Gateway

@Suite("Throttle: by account and by address, one try of an account after the other")
struct LoginThrottleTests {
    /// A clock that stands still until told.
    private final class TestClock: Sendable {
        private let nanoseconds = Mutex<UInt64>(1_000_000_000_000)

        var now: Instant { Instant(nanoseconds: nanoseconds.withLock { $0 }) }

        func advance(seconds: UInt64) { nanoseconds.withLock { $0 += seconds * 1_000_000_000 } }
    }

    private static func throttle(_ clock: TestClock, free: Int = 5) -> LoginThrottle {
        var settings = ThrottleSettings()
        settings.free = free
        return LoginThrottle(settings, clock: { clock.now })
    }

    private static func address(_ text: String) -> IPAddress {
        guard let address = IPAddress(parsing: text) else { preconditionFailure("\(text)") }
        return address
    }

    /// One try that is wrong; seconds to wait where it was refused.
    private static func wrong(
        _ throttle: LoginThrottle, _ name: String, _ address: String
    ) async -> Int {
        switch await throttle.admit(AccountName(name), from: Self.address(address)) {
        case .admitted(let attempt):
            attempt.keepCharge()
            return 0
        case .later(let seconds): return seconds
        case .busy: return -1
        }
    }

    private static func right(
        _ throttle: LoginThrottle, _ name: String, _ address: String
    ) async -> Int {
        switch await throttle.admit(AccountName(name), from: Self.address(address)) {
        case .admitted(let attempt):
            attempt.giveBack()
            return 0
        case .later(let seconds): return seconds
        case .busy: return -1
        }
    }

    @Test("T94 an account is slowed down wherever the tries come from, in any spelling")
    func byAccount() throws {
        let clock = TestClock()
        let throttle = Self.throttle(clock)
        try onLoop { _ in
            for client in 1...5 {
                #expect(await Self.wrong(throttle, "Alice", "192.0.2.\(client)") == 0)
            }
            #expect(await Self.wrong(throttle, "alice", "192.0.2.9") == 1)
            #expect(await Self.wrong(throttle, "bob", "192.0.2.9") == 0)
            clock.advance(seconds: 1)
            #expect(await Self.wrong(throttle, "ALICE", "192.0.2.9") == 0)
            #expect(await Self.right(throttle, "alice", "192.0.2.10") == 2)
        }
    }

    @Test("an address is slowed down whatever names it tries; IPv6 by its /64, mapped IPv4 as IPv4")
    func byAddress() throws {
        let clock = TestClock()
        let throttle = Self.throttle(clock)
        try onLoop { _ in
            for name in 1...5 {
                #expect(await Self.wrong(throttle, "a\(name)", "2001:db8:0:1::\(name)") == 0)
                #expect(await Self.wrong(throttle, "b\(name)", "192.0.2.1") == 0)
            }
            #expect(await Self.wrong(throttle, "a6", "2001:db8:0:1:ffff::") == 1)
            #expect(await Self.wrong(throttle, "a6", "2001:db8:0:2::") == 0)
            #expect(await Self.wrong(throttle, "b6", "::ffff:192.0.2.1") == 1)
            #expect(await Self.wrong(throttle, "b6", "192.0.2.2") == 0)
        }
    }

    @Test(
        "what is no account's name is charged to the address alone, a Unix socket's client to the account"
    )
    func halves() throws {
        let throttle = Self.throttle(TestClock())
        try onLoop { _ in
            for _ in 1...5 { #expect(await Self.wrong(throttle, "no name", "192.0.2.1") == 0) }
            #expect(await Self.wrong(throttle, "no name", "192.0.2.1") == 1)
            for _ in 1...5 {
                guard case .admitted = await throttle.admit(AccountName("bob"), from: nil) else {
                    Issue.record("refused")
                    return
                }
            }
            guard case .later(let seconds) = await throttle.admit(AccountName("bob"), from: nil)
            else {
                Issue.record("a try let go without a word was wrong")
                return
            }
            #expect(seconds == 1)
        }
    }

    @Test("right tries cost nothing, however many")
    func rightTries() throws {
        let throttle = Self.throttle(TestClock(), free: 1)
        try onLoop { _ in
            for _ in 0..<100 { #expect(await Self.right(throttle, "alice", "192.0.2.1") == 0) }
        }
    }

    @Test("a refused try costs nothing and leaves the account free for the next")
    func refusedTries() throws {
        let clock = TestClock()
        let throttle = Self.throttle(clock, free: 1)
        try onLoop { _ in
            #expect(await Self.wrong(throttle, "alice", "192.0.2.1") == 0)
            for _ in 0..<100 { #expect(await Self.wrong(throttle, "alice", "192.0.2.1") == 1) }
            clock.advance(seconds: 1)
            #expect(await Self.right(throttle, "alice", "192.0.2.1") == 0)
        }
    }

    @Test(
        "32 tries of an account wait for the one in flight, in order; one more is told that it is busy"
    )
    func waiting() throws {
        let throttle = Self.throttle(TestClock(), free: 1_000)
        let order = Mutex<[Int]>([])
        try onLoop { executor in
            let all = Countdown(LoginThrottle.waitingLimit)
            guard case .admitted(let first) = await throttle.admit(AccountName("alice"), from: nil)
            else { return }
            for number in 0..<LoginThrottle.waitingLimit {
                executor.start {
                    guard
                        case .admitted(let attempt) = await throttle.admit(
                            AccountName("alice"), from: nil)
                    else { return }
                    #expect(executor.isCurrent)
                    order.withLock { $0.append(number) }
                    attempt.giveBack()
                    all.done()
                }
            }
            #expect(await Self.wrong(throttle, "alice", "192.0.2.1") == -1)
            #expect(await Self.wrong(throttle, "bob", "192.0.2.1") == 0)
            #expect(order.withLock { $0.isEmpty })
            first.keepCharge()
            await all.wait()
        }
        #expect(order.withLock { $0 } == Array(0..<LoginThrottle.waitingLimit))
    }

    @Test("a burst of guesses at one account gets the free tries and no more")
    func burst() throws {
        let throttle = Self.throttle(TestClock())
        let outcomes = Mutex<[Int]>([])
        try onLoop { executor in
            let all = Countdown(30)
            for number in 0..<30 {
                executor.start {
                    let seconds = await Self.wrong(throttle, "alice", "192.0.2.\(number)")
                    outcomes.withLock { $0.append(seconds) }
                    all.done()
                }
            }
            await all.wait()
        }
        #expect(
            outcomes.withLock { $0.sorted() } == Array(repeating: 0, count: 5)
                + Array(repeating: 1, count: 25))
    }
}
