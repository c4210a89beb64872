import Crypto
import Identity
import Testing

@testable import Gateway

@Suite("accounts changes one line and leaves the others")
struct FileLinesTests {
    private static func changed(_ text: String, _ change: (inout FileLines) -> Void) -> String {
        var lines = FileLines(Array(text.utf8))
        change(&lines)
        return String(decoding: lines.text, as: UTF8.self)
    }

    private static func name(_ text: String) throws -> AccountName {
        try #require(AccountName(text))
    }

    @Test(
        "a text that nothing changes stays, but for a last line end",
        arguments: ["", "a\n", "\n\n", "# a\r\n\r\nb:c\n"])
    func unchanged(text: String) {
        #expect(Self.changed(text) { _ in } == text)
        #expect(Self.changed(text + "x") { _ in } == text + "x\n")
    }

    @Test("appended behind the last line, with its kind of end")
    func append() {
        for (text, expected) in [
            ("", "n\n"), ("a", "a\nn\n"), ("a\n", "a\nn\n"), ("a\n\n", "a\n\nn\n"),
            ("a\r\n", "a\r\nn\r\n"),
        ] {
            #expect(Self.changed(text) { $0.append("n") } == expected)
        }
    }

    @Test("a line is removed, or gets another hash under the name as it is written")
    func lines() {
        let text = "# x\r\nAlice:old\r\nbob:old\n"
        #expect(Self.changed(text) { $0.remove(line: 2) } == "# x\r\nbob:old\n")
        #expect(
            Self.changed(text) { $0.setHash("new", inLine: 2) } == "# x\r\nAlice:new\r\nbob:old\n")
        #expect(
            Self.changed(text) { $0.setHash("new", inLine: 3) } == "# x\r\nAlice:old\r\nbob:new\n")
    }

    @Test("into groups, old and new; once")
    func join() throws {
        let alice = try Self.name("alice")
        let text = "# staff: x\nstaff: bob\r\nstaff: carol\n"
        #expect(
            Self.changed(text) { $0.add(alice, to: ["staff", "admins"]) }
                == "# staff: x\nstaff: bob alice\r\nstaff: carol\nadmins: alice\n")
        #expect(Self.changed("staff: ALICE\n") { $0.add(alice, to: ["staff"]) } == "staff: ALICE\n")
    }

    @Test("out of every group, in any spelling, and the groups stay")
    func leave() throws {
        let alice = try Self.name("alice")
        let text = "# alice: alice\nstaff: bob Alice  carol\r\nadmins:\talice\nx: bob   dave\n"
        #expect(
            Self.changed(text) { $0.remove(alice) }
                == "# alice: alice\nstaff: bob carol\r\nadmins:\nx: bob   dave\n")
    }
}

@Suite("accounts: what a new hash is made with")
struct HashRecipeTests {
    @Test("as the dearest of the file, never below the usual cost; bcrypt where there is none")
    func defaults() throws {
        func words(_ kind: String?, _ cost: Int?, like text: String?) throws -> String {
            let bytes = Array((text ?? "").utf8)
            let dearest = try text.map { _ in try PasswordHash(parsing: bytes.span) }
            let recipe = try HashRecipe(kind: kind, cost: cost, like: dearest)
            return "\(recipe.kind) \(recipe.cost)"
        }
        let dear = "$2b$13$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG"
        let cheap = "$2b$05$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG"
        #expect(try words(nil, nil, like: nil) == "bcrypt 12")
        #expect(try words(nil, nil, like: dear) == "bcrypt 13")
        #expect(try words(nil, nil, like: cheap) == "bcrypt 12")
        #expect(try words(nil, 4, like: dear) == "bcrypt 4")
        #expect(try words("yescrypt", nil, like: dear) == "yescrypt 6")
        #expect(throws: CommandFault.self) { try words("md5", nil, like: nil) }
        #expect(throws: CommandFault.self) { try words(nil, 17, like: nil) }
        #expect(throws: CommandFault.self) { try words("sha512", 12, like: nil) }
    }
}
