import Codecs
import Configuration
import Crypto
import Identity
import Testing

@testable import Gateway

@Suite("Settings of logins per account")
struct PerAccountSettingsTests {
    private static func text(_ perAccount: String) -> String {
        """
        listen: {http: "localhost:8080"}
        accounts: {file: users.htpasswd}
        sessions: {per_account: \(perAccount)}
        hosts:
          localhost: {upstream: "http://127.0.0.1:9", routes: {/**: {auth: session}}}
        """
    }

    private static func read(_ perAccount: String) throws -> PerAccountSettings? {
        try SettingsScene.read(text(perAccount)).settings.sessions.perAccount
    }

    @Test("the limit alone counts sessions and ends the oldest; all can be said")
    func read() throws {
        let plain = try #require(try Self.read("{limit: 5}"))
        #expect(plain.words == "5 sessions; one more ends the oldest")
        let all = try #require(
            try Self.read(
                "{limit: 3, count: devices, when_full: refuse, groups: {staff: 20, it: 1}}"))
        #expect(
            all.words
                == "3 devices, 20 in staff, 1 in it; one more is refused until one of them is ended"
        )
    }

    @Test("a group's limit holds instead, the highest of several, lower ones included")
    func groups() throws {
        let settings = try #require(
            try Self.read("{limit: 5, groups: {staff: 20, it: 30, guests: 1}}"))
        let users = "alice:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e\n"
        func limit(_ groups: String) throws -> LoginLimit {
            let table = try AccountTable(
                users: UsersFile(parsing: Array(users.utf8).span),
                groups: GroupsFile(parsing: Array(groups.utf8).span), hashedBy: Digest(.sha256))
            return settings.limit(of: try #require(table.accounts.first))
        }
        #expect(try limit("") == LoginLimit(5, .sessions, .evictOldest))
        #expect(try limit("others: alice\n").count == 5)
        #expect(try limit("staff: alice\n").count == 20)
        #expect(try limit("guests: alice\n").count == 1)
        #expect(try limit("staff: alice\nguests: alice\nit: alice\n").count == 30)
    }

    @Test(
        "faults stand at their own places",
        arguments: [
            ("{}", "3:25"), ("{limit: 0}", "3:33"), ("{limit: 10001}", "3:33"),
            ("{limit: \"5\"}", "3:33"),
            ("{limit: 5, count: browsers}", "3:43"), ("{limit: 5, when_full: evict}", "3:47"),
            ("{limit: 5, groups: {}}", "3:44"), ("{limit: 5, groups: {a b: 1}}", "3:45"),
            ("{limit: 5, groups: {staff: 0}}", "3:52"),
            ("{limit: 5, groups: {a: 1, a: 2}}", "3:51"),
            ("{limit: 5, most: 3}", "3:36"), ("5", "3:25"),
        ])
    func faults(written: String, place: String) {
        let faults = SettingsScene.faults(Self.text(written))
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix(place) == true, "\(faults)")
    }

    @Test("each edge of the limit is allowed")
    func edges() throws {
        for limit in [1, 10_000] { #expect(try Self.read("{limit: \(limit)}")?.limit == limit) }
    }
}
