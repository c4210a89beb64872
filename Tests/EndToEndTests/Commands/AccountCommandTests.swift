import Foundation
import TestKit
import Testing

@Suite("accounts add, passwd, remove, list")
struct AccountCommandTests {
    private static let cheap = ["--kind", "bcrypt", "--cost", "4"]

    private static func accounts(
        _ arguments: [String], in folder: TemporaryFolder, input: String = "correct horse\n"
    ) throws -> CommandResult {
        try Sallyport.run(["accounts"] + arguments, input: input, in: folder.path)
    }

    private static func configuration(_ folder: TemporaryFolder) throws {
        try folder.write(
            """
            listen: {http: "127.0.0.1:0"}
            accounts: {file: users, groups: groups}
            hosts: {app.test: {upstream: "http://127.0.0.1:9", routes: {/: {auth: none}}}}
            """, to: "sallyport.yaml")
    }

    @Test("A8 an account's life: made, listed, changed, removed; never a hash on the terminal")
    func life() throws {
        let folder = try TemporaryFolder()
        try Self.configuration(folder)
        let added = try Self.accounts(
            ["add", "Alice", "--password", "-", "--groups", "staff,admins"] + Self.cheap, in: folder
        )
        #expect(added.code == 0, "\(added.errors)")
        #expect(added.output == "users: added alice (bcrypt 4)\n")
        let users = try folder.read("users")
        #expect(users.hasPrefix("alice:$2b$04$"))
        #expect(try folder.read("groups") == "staff: alice\nadmins: alice\n")
        let listed = try Self.accounts(["list"], in: folder)
        #expect(listed.output == "alice  bcrypt 4  staff, admins\n")
        let changed = try Self.accounts(
            ["passwd", "ALICE", "--password", "-"] + Self.cheap, in: folder, input: "other")
        #expect(changed.code == 0 && !changed.output.contains("$"))
        #expect(try folder.read("users") != users)
        #expect(try Self.accounts(["remove", "alice"], in: folder).code == 0)
        #expect(try folder.read("users").isEmpty)
        #expect(try folder.read("groups") == "staff:\nadmins:\n")
        #expect(try Self.accounts(["list"], in: folder).output.isEmpty)
        #expect(try folder.names() == ["groups", "sallyport.yaml", "users"])
    }

    @Test("a new account that the groups file lists already is in those groups, and it is said")
    func oldGroups() throws {
        let folder = try TemporaryFolder()
        try Self.configuration(folder)
        try folder.write("staff: bob alice\nadmins: Alice\nguests: bob\n", to: "groups")
        let add = { (name: String, more: [String]) in
            try Self.accounts(["add", name, "--password", "-"] + Self.cheap + more, in: folder)
        }
        let alice = try add("alice", ["--groups", "admins,new"])
        #expect(alice.code == 0)
        #expect(alice.errors == "warning: groups lists alice already, who is now in staff\n")
        #expect(try add("bob", []).errors.hasSuffix("who is now in staff, guests\n"))
        #expect(try add("carol", []).errors.isEmpty)
        let listed = try Self.accounts(["list", "alice"], in: folder)
        #expect(listed.output == "alice  bcrypt 4  staff, admins, new\n")
    }

    @Test("comments, order, mode and links stay; a new file is for its owner alone")
    func files() throws {
        let folder = try TemporaryFolder()
        let add = { (name: String) in
            try Self.accounts(
                ["add", name, "--file", "link", "--password", "-"] + Self.cheap, in: folder)
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(of: "link"), withDestinationPath: "users")
        try folder.write("# people\n", to: "users", permissions: 0o640)
        #expect(try add("alice").code == 0)
        #expect(try folder.read("users").hasPrefix("# people\nalice:$2b$04$"))
        func mode(_ name: String) throws -> Int? {
            let path = folder.path(of: name)
            return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode("users") == 0o640)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(of: "link"))
                == "users")
        let fresh = try Self.accounts(
            ["add", "bob", "--file", "new", "--password", "-"] + Self.cheap, in: folder)
        #expect(fresh.code == 0)
        #expect(try mode("new") == 0o600)
    }

    @Test("a password may end in blanks, not in a line end")
    func blanks() throws {
        let folder = try TemporaryFolder()
        try folder.write("correct horse  \r\n", to: "password")
        let added = try Self.accounts(
            ["add", "alice", "--file", "users", "--password", "@password"] + Self.cheap, in: folder)
        #expect(added.code == 0, "\(added.errors)")
        let hash = try folder.read("users").dropFirst("alice:".count).dropLast()
        let salt = hash.prefix(29)
        let perl = try CommandResult.of(
            "perl", ["-e", "print crypt('correct horse  ', '\(salt)')"], input: [])
        #expect(perl.output == hash)
    }

    static let refused: [([String], Int32, String)] = [
        (
            ["add", "bob", "--file", "users", "--password", "-"], 1,
            "users:2: the account bob is there"
        ),
        (
            ["add", "BOB", "--file", "users", "--password", "-"], 1,
            "users:2: the account bob is there"
        ),
        (["passwd", "carol", "--file", "users", "--password", "-"], 1, "no account carol"),
        (["remove", "carol", "--file", "users"], 1, "no account carol"),
        (["list", "carol", "--file", "users"], 1, "no account carol"),
        (["add", "c d", "--file", "users", "--password", "-"], 2, "no account can have that name"),
        (["add", "carol", "--file", "users"], 2, "standard input is no terminal"),
        (["add", "carol", "--file", "users", "--kind", "md5"], 2, "bcrypt, yescrypt, sha512"),
        (["add", "carol", "--file", "users", "--cost", "3"], 2, "from 4 to 16"),
        (["add", "carol", "--file", "users", "--groups", "a"], 2, "--groups needs"),
        (
            ["add", "carol", "--file", "users", "--password", "@missing"], 3,
            "missing cannot be read"
        ),
        (
            ["add", "carol", "--file", "missing/users", "--password", "-"], 3,
            "missing: No such file"
        ),
        (["list", "--file", "missing"], 3, "missing cannot be read"),
        (["list"], 3, "sallyport.yaml cannot be read"),
    ]

    @Test("what cannot be done says why, and changes nothing", arguments: refused.indices)
    func refusals(index: Int) throws {
        let (arguments, code, words) = Self.refused[index]
        let folder = try TemporaryFolder()
        let text = "# people\nBob:$2y$04$Ls/VWhyoofzrHnNrcAn3PewubD6br28p.XcWksZven.Nsk/QSxJ5C\n"
        try folder.write(text, to: "users")
        let result = try Self.accounts(arguments, in: folder)
        #expect(result.code == code, "\(result.errors)")
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(try folder.read("users") == text)
        #expect(try folder.names() == ["users"])
    }

    @Test("a file with faults is not touched, and all of them are told")
    func faults() throws {
        let folder = try TemporaryFolder()
        try folder.write("alice:secret\nbob\n", to: "users")
        let result = try Self.accounts(
            ["add", "carol", "--file", "users", "--password", "-"] + Self.cheap, in: folder)
        #expect(result.code == 1)
        #expect(result.errors.contains("users:1:7: ") && result.errors.contains("users:2:1: "))
        #expect(!result.errors.contains("secret"))
        #expect(try folder.read("users") == "alice:secret\nbob\n")
    }

    @Test("an empty password and one longer than bcrypt's 72 bytes are refused")
    func passwords() throws {
        let folder = try TemporaryFolder()
        for (password, code) in [
            ("", 1), ("\n", 1), (String(repeating: "a", count: 73), 1), ("a\0b", 1),
            (String(repeating: "a", count: 72), 0),
        ] as [(String, Int32)] {
            let result = try Self.accounts(
                ["add", "alice", "--file", "users", "--password", "-"] + Self.cheap, in: folder,
                input: password)
            #expect(result.code == code, "\(result.errors)")
        }
    }

    @Test("many commands at once lose no account")
    func concurrency() throws {
        let folder = try TemporaryFolder()
        let names = (0..<12).map { "a\($0)" }
        let children = try names.map { name in
            try ChildProcess(
                Sallyport.path,
                ["accounts", "add", name, "--file", "users", "--password", "-"] + Self.cheap,
                input: Array("x".utf8), in: folder.path)
        }
        for child in children { _ = try child.wait { $0.ending } }
        let lines = try folder.read("users").split(separator: "\n")
        #expect(Set(lines.map { $0.prefix { $0 != ":" } }.map(String.init)) == Set(names))
        #expect(try folder.names() == ["users"])
    }
}

@Suite("accounts asks for passwords at the terminal")
struct AccountPromptTests {
    private static let script = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Peers/ask.py").path

    /// What was answered, line by line: a word a question, what was shown, the exit code.
    private static func ask(_ answers: [String], in folder: TemporaryFolder) throws -> [String] {
        let command = [
            Sallyport.path, "accounts", "add", "alice", "--file", folder.path(of: "users"),
            "--kind",
            "bcrypt", "--cost", "4",
        ]
        let result = try CommandResult.of(
            "python3", [script] + answers + ["--"] + command, input: [])
        try #require(result.code == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test("twice, unseen, and the terminal shows what is typed again afterwards")
    func twice() throws {
        let folder = try TemporaryFolder()
        let lines = try Self.ask(["correct horse\\n", "correct horse\\n"], in: folder)
        #expect(lines.first == "silent" && lines.dropFirst().first == "silent")
        #expect(lines.last == "0 echo")
        #expect(!lines.joined().contains("horse"))
        #expect(try folder.read("users").hasPrefix("alice:$2b$04$"))
    }

    @Test(
        "two that differ, ^C and ^D change nothing",
        arguments: [["a\\n", "b\\n"], ["a\\x03"], ["\\x04"]])
    func differing(answers: [String]) throws {
        let folder = try TemporaryFolder()
        let lines = try Self.ask(answers, in: folder)
        #expect(lines.last == "1 echo", "\(lines)")
        #expect(try folder.names().isEmpty)
    }
}
