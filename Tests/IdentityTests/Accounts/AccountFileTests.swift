import Configuration
import Crypto
import Identity
import Testing

@Suite("Users and groups files")
struct AccountFileTests {
    @Test("lines, comments, empty lines, either line end, no last line end")
    func good() throws {
        let table = try AccountScene.table(
            "# people\n\nalice:\(AccountScene.bcrypt5)\r\n  \t\n #x\nBob:\(AccountScene.bcrypt4)",
            groups: "# groups\nstaff: alice BOB\r\nadmins:\talice  alice\nempty:\nstaff: carol\n")
        #expect(table.accounts.map(\.name.text) == ["alice", "bob"])
        #expect(table.accounts.map(\.line) == [3, 6])
        #expect(table.accounts.map(\.groups) == [["staff", "admins"], ["staff"]])
        #expect(table[try AccountScene.name("BOB")]?.hash.cost == 4)
        #expect(table[try AccountScene.name("carol")] == nil)
    }

    @Test("an empty file has no account, and its dummy is of the usual kind")
    func empty() throws {
        let table = try AccountScene.table("")
        #expect(table.accounts.isEmpty && table.mostExpensive == nil)
        #expect(table.dummy == .dummy)
    }

    static let faults: [(String, [String])] = [
        ("alice", ["1:1: found a line that is no account; allowed: NAME:HASH"]),
        ("alice:", ["1:7: found alice with something that is no password hash; allowed: ALL"]),
        (
            "alice:secret",
            ["1:7: found alice with something that is no password hash; allowed: ALL"]
        ),
        (
            "alice:$apr1$tCLF7nHV$NYZPBrnkobqA1sMlp47jG.",
            [
                "1:7: found alice with a hash of the kind $apr1$ (MD5), which is guessed too fast; "
                    + "allowed: ALL"
            ]
        ),
        (
            "al ice:\(AccountScene.bcrypt5)",
            ["1:1: found a name that is none; allowed: \(AccountName.allowed)"]
        ),
        (
            ":\(AccountScene.bcrypt5)",
            ["1:1: found a name that is none; allowed: \(AccountName.allowed)"]
        ),
        (
            "alice:\(AccountScene.bcrypt5) \nbob:\(AccountScene.bcrypt5):comment",
            [
                "1:7: found alice with a bcrypt hash that is cut short or otherwise malformed; "
                    + "allowed: ALL",
                "2:5: found bob with a bcrypt hash that is cut short or otherwise malformed; "
                    + "allowed: ALL",
            ]
        ),
        (
            "\nalice:\(AccountScene.bcrypt5)\nbob:x\nALICE:\(AccountScene.bcrypt4)",
            [
                "3:5: found bob with something that is no password hash; allowed: ALL",
                "4:1: found the account alice a second time; allowed: once, capitals and small "
                    + "letters being alike; it stands at 2 already",
            ]
        ),
    ]

    @Test("A8 T91 all faults together, each at its line, none with the hash", arguments: faults)
    func refused(text: String, expected: [String]) {
        let all = "$2a$, $2b$, $2y$ (bcrypt), $y$ (yescrypt), $6$ (sha512)"
        let file = AccountScene.users(text)
        #expect(file.faults.map(\.description) == expected.map { $0.replacing("ALL", with: all) })
        #expect(throws: AccountTable.Faults.self) { try AccountScene.table(text) }
    }

    @Test("faults of the groups file")
    func groupFaults() {
        let file = AccountScene.groups("staff alice\nst aff: alice\n: alice\nok: al/ice bob\n")
        #expect(
            file.faults.map(\.description) == [
                "1:1: found a line that is no group; allowed: GROUP: NAME NAME …",
                "2:1: found a group's name that is none; allowed: \(AccountName.allowed)",
                "3:1: found a group's name that is none; allowed: \(AccountName.allowed)",
                "4:5: found a name in ok that is none; allowed: \(AccountName.allowed)",
            ])
    }

    @Test("a line of 1,024 bytes is read, a longer one is none")
    func lineLimit() {
        let padding = String(repeating: "x", count: UsersFile.lineByteCountLimit - 6)
        #expect(AccountScene.users("alice:\(padding)").faults[0].position.column == 7)
        #expect(AccountScene.users("alice:\(padding)x").faults[0].position.column == 1)
    }

    @Test("100,000 accounts are taken, one more is not")
    func accountsLimit() {
        let limit = UsersFile.accountsLimit
        let text = (0...limit).map { "a\($0):\(AccountScene.bcrypt4)\n" }.joined()
        let file = AccountScene.users(text)
        #expect(file.lines.count == limit)
        #expect(file.faults.map(\.position.line) == [limit + 1])
    }

    @Test("warnings: names that no account has, weak hashes, hashes of differing cost")
    func warnings() throws {
        let text = """
            alice:\(AccountScene.sha5000)
            bob:\(AccountScene.yescrypt5)
            carol:\(AccountScene.sha5000)

            """
        let table = try AccountScene.table(text)
        #expect(
            table.warnings.map(\.description) == [
                "1:1: warning: 2 accounts with the hash sha512 5000, which is guessed fast; accounts "
                    + "passwd makes a better one",
                "2:1: warning: hashes of differing cost: 2 accounts with sha512 5000, 1 account with "
                    + "yescrypt 5; how long a login takes tells strangers which names exist",
            ])
        let groups = AccountScene.groups("staff: alice\nadmins: bob dave\n")
        #expect(
            table.warnings(of: groups).map(\.description) == [
                "2:1: warning: dave in admins is no account"
            ])
        #expect(try AccountScene.table("bob:\(AccountScene.yescrypt5)").warnings.isEmpty)
    }
}
