import Foundation
import TestKit
import Testing

@Suite("Accounts files: watched, never replaced by something worse")
struct AccountWatchTests {
    private static let hash = "$2b$05$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG"

    private static let configuration = """
        listen: {http: "127.0.0.1:0"}
        log: {access: off}
        accounts: {file: users, groups: groups}
        hosts: {app.test: {upstream: "http://127.0.0.1:9", routes: {/: {auth: none}}}}
        """

    /// The first line of that level with these words in it.
    private static func line(
        _ level: String, _ words: String, of gateway: RunningGateway
    ) throws -> String {
        try gateway.process.wait { transcript in
            transcript.errorLines.first { $0.contains("\"\(level)\"") && $0.contains(words) }
        }
    }

    @Test("T81 what the command writes is in force at once; a broken file leaves the old accounts")
    func watched() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "users")
        try folder.write("", to: "groups")
        let gateway = try RunningGateway(configuration: Self.configuration, in: folder)
        let added = try Sallyport.run(
            ["accounts", "add", "alice", "--cost", "4", "--password", "-"], input: "correct horse",
            in: folder.path)
        #expect(added.code == 0, "\(added.errors)")
        _ = try Self.line("info", "keys and accounts loaded", of: gateway)
        try folder.write("alice:secret\n", to: "users")
        let complaint = try Self.line("error", "the old ones stay", of: gateway)
        #expect(complaint.contains("users:1:7") && !complaint.contains("secret"))
        try gateway.stop()
    }

    @Test(
        "a file that cannot be used refuses to start and is named",
        arguments: ["alice:{SHA}EfatjsUqKYSrqv18O1FlA3hcIHI=", "alice", "a:x\nA:x", nil])
    func unusable(users: String?) throws {
        let folder = try TemporaryFolder()
        if let users { try folder.write(users, to: "users") }
        try folder.write("", to: "groups")
        try folder.write(Self.configuration, to: "sallyport.yaml")
        let result = try Sallyport.run(["run"], in: folder.path)
        #expect(result.code == 1)
        #expect(result.errors.contains("sallyport.yaml:3:18: found users"), "\(result.errors)")
    }

    @Test("check warns on standard error, and says what accounts there are")
    func check() throws {
        let folder = try TemporaryFolder()
        try folder.write("alice:\(Self.hash)\n", to: "users", permissions: 0o644)
        try folder.write("staff: alice bob\n", to: "groups")
        try folder.write(Self.configuration, to: "sallyport.yaml")
        let result = try Sallyport.run(["check"], in: folder.path)
        #expect(result.code == 0)
        #expect(result.output.contains("users     1 from users; hashes: bcrypt 5"))
        for words in ["every user of this machine", "guessed fast", "bob in staff is no account"] {
            #expect(result.errors.contains(words), "\(result.errors)")
        }
        #expect(!(result.output + result.errors).contains("$2b$"))
    }
}
