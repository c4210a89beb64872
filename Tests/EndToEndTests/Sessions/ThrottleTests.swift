import TestKit
import Testing

@Suite(
    "T94 Throttling", .stage { try $0.sessionConfiguration(throttle: "{free: 3, longest: 60s}") })
struct ThrottleTests {
    @Test("delay, never lock-out: beyond the free tries the form says when to come back")
    func delayed() throws {
        let stage = try Stage.required()
        let visitor = stage.visitor()
        // By the address too: this suite's only client.
        for _ in 0..<3 { #expect(try visitor.logIn("alice", "wrong").status == 401) }
        let delayed = try visitor.logIn("ALICE", TestAccounts.alice)
        #expect(delayed.status == 429)
        let seconds = try #require(delayed["retry-after"].flatMap { Int($0) })
        #expect(1...60 ~= seconds)
        #expect(delayed.text.contains("role=\"alert\""))
        #expect(visitor.session == nil)
        let unknown = try stage.visitor().logIn("nobody", "wrong")
        #expect(unknown.status == 429, "names that no account has are throttled alike")
    }
}
