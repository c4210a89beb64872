import Foundation
import TestKit
import Testing

@Suite("A browser meets the gateway's pages")
struct BrowserTests {
    static let isPossible =
        Python.path != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")

    /// One for each of those who log in, one who is throttled, one who may be logged in twice.
    static let accounts =
        TestAccounts.file
        + ["carol", "dave"].map {
            "\($0):$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e\n"
        }.joined()

    @Test(
        "every check of Tests/Browser passes with Chromium",
        .enabled(if: isPossible, "skipped: SALLYPORT_PYTHON is not set, or there is no Chromium"),
        .timeLimit(.minutes(10)))
    func checks() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.accounts, to: "users.htpasswd")
        try folder.write("twice: dave\n", to: "users.htgroup")
        let echo = try RunningGateway(command: ["echo", "--listen", "127.0.0.1:0"], in: folder)
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 2
                log: {access: off}
                accounts: {file: users.htpasswd, groups: users.htgroup}
                sessions:
                  path: sessions
                  per_account: {limit: 1000, when_full: refuse, groups: {twice: 2}}
                identity: {X-User: sub}
                hosts:
                  localhost:
                    upstream: http://\(echo.endpoint(of: "echo"))
                    routes: {/**: {auth: session}}
                """, in: folder)
        let port = try #require(try gateway.endpoint().port)
        let pictures =
            ProcessInfo.processInfo.environment["SALLYPORT_SCREENSHOTS"]
            ?? folder.path(of: "screenshots")
        let browser = try ChildProcess(
            Python.path ?? "python3",
            [
                Python.repository + "/Tests/Browser/browser.py", "http://localhost:\(port)",
                "--account", "alice:\(TestAccounts.alice)", "--account",
                "bob:\(TestAccounts.bob)", "--account", "carol:\(TestAccounts.alice)",
                "--account", "dave:\(TestAccounts.alice)",
                "--screenshots", pictures,
            ])
        let result = CommandResult(try browser.waitUntilEnd(within: .seconds(540)))
        #expect(result.code == 0, "\(result.output)\(result.errors)")
        let passed = result.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }
        #expect(passed.count == 20, "\(result.output)")
        try gateway.stop()
        try echo.stop()
    }
}
