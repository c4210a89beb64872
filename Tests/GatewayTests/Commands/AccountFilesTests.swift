import Configuration
import Identity
import Testing

@testable import Gateway

@Suite("accounts: the files are read with the configuration")
struct AccountFilesTests {
    private static let hash = "$2b$05$hm5AUr9LA9bnDCrblxoEr.8Z92pCObqTP8XEh095twvPky/GRSxCG"

    private static func builder(
        users: String?, groups: String = "", isWorldReadable: Bool = false
    ) throws -> SnapshotBuilder {
        let settings = try SettingsScene.read(
            """
            listen: {http: "localhost:8080"}
            accounts: {file: users.htpasswd, groups: users.htgroup}
            hosts:
              a.example: {upstream: "http://127.0.0.1:9000", routes: {/: {auth: none}}}
            """
        ).settings
        let surroundings = Surroundings(
            contents: { path in
                switch path {
                case "users.htpasswd":
                    users.map { .bytes(Array($0.utf8), isWorldReadable: isWorldReadable) }
                        ?? .unreadable("no such file")
                default: .bytes(Array(groups.utf8), isWorldReadable: true)
                }
            }, variable: { _ in nil })
        return SnapshotBuilder(
            offline: settings, file: "sallyport.yaml", surroundings: surroundings)
    }

    private static func fault(users: String?, groups: String = "") -> String {
        do {
            _ = try builder(users: users, groups: groups).build(generation: 1)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("accounts are in the snapshot, and both files are watched")
    func loaded() throws {
        let builder = try Self.builder(users: "alice:\(Self.hash)\n", groups: "staff: alice\n")
        let snapshot = try builder.build(generation: 1)
        #expect(snapshot.accounts?.accounts.map(\.name.text) == ["alice"])
        #expect(snapshot.accounts?.accounts.first?.groups == ["staff"])
        #expect(builder.watchedFiles == ["users.htpasswd", "users.htgroup"])
    }

    @Test("without accounts there are none")
    func absent() throws {
        let settings = try SettingsScene.read(
            """
            listen: {http: "localhost:8080"}
            hosts: {a.example: {upstream: "http://127.0.0.1:9000", routes: {/: {auth: none}}}}
            """
        ).settings
        let builder = SnapshotBuilder(offline: settings, file: "sallyport.yaml")
        #expect(try builder.build(generation: 1).accounts == nil)
        #expect(builder.watchedFiles.isEmpty)
    }

    @Test("all faults of both files, each at its own line and at the configuration's")
    func faults() {
        let all = "$2a$, $2b$, $2y$ (bcrypt), $y$ (yescrypt), $6$ (sha512)"
        #expect(
            Self.fault(users: "alice:secret\nbob:{SHA}x", groups: "staff") == """
                sallyport.yaml:2:18: found users.htpasswd, which has 2 faults; allowed: a file without one
                sallyport.yaml:2:42: found users.htgroup, which has a fault; allowed: a file without one
                users.htpasswd:1:7: found alice with something that is no password hash; allowed: \(all)
                users.htpasswd:2:5: found bob with a hash of the kind {SHA} (SHA-1 without salt), which is \
                guessed too fast; allowed: \(all)
                users.htgroup:1:1: found a line that is no group; allowed: GROUP: NAME NAME …
                """)
        #expect(
            Self.fault(users: nil) == """
                sallyport.yaml:2:18: found users.htpasswd, which cannot be read: no such file; allowed: \
                an htpasswd file
                """)
    }

    @Test("check says what accounts there are, and warns of what should not stay")
    func check() throws {
        let builder = try Self.builder(
            users: "alice:\(Self.hash)\n", groups: "staff: alice bob\n", isWorldReadable: true)
        let words = try CheckCommand.description(by: builder)
        #expect(
            words.contains(
                """
                accounts
                  users     1 from users.htpasswd; hashes: bcrypt 5
                  groups    1 from users.htgroup
                  throttle  5 wrong tries, then delays up to 1m
                """))
        #expect(
            try CheckCommand.warnings(by: builder) == [
                "sallyport.yaml:2:18: warning: every user of this machine can read the hashes in "
                    + "users.htpasswd",
                "users.htpasswd:1:1: warning: 1 account with the hash bcrypt 5, which is guessed fast; "
                    + "accounts passwd makes a better one",
                "users.htgroup:1:1: warning: bob in staff is no account",
            ])
    }
}
