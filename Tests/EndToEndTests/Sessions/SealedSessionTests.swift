import Foundation
import TestKit
import Testing

@Suite("A2 Sessions sealed into their cookies")
struct SealedSessionTests {
    private static let sessions =
        "path: sessions, store: cookie, keys: {folder: cookie-keys}, idle: 60s, absolute: 1h"

    private static func stage(_ sessions: String = sessions) throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(
            configuration: plan.sessionConfiguration(sessions: sessions), in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    /// The same gateway anew, on the same files.
    private static func restart(_ stage: Stage) throws -> Stage {
        let file = stage.folder.path(of: "sallyport.yaml")
        return Stage(
            gateway: try RunningGateway(command: ["run", "--config", file], in: stage.folder),
            upstream: stage.upstream, folder: stage.folder)
    }

    /// Asks until the answer is `status`; the bound is for failing only.
    private static func awaitStatus(_ status: Int, of visitor: Visitor) throws -> Bool {
        let limit = ContinuousClock.now + .failureBound
        while ContinuousClock.now < limit {
            if try visitor.get("/echo").status == status { return true }
        }
        return false
    }

    @Test("login, who am I, the host it belongs to, two cookies, forgery: as for stored sessions")
    func wholeWay() throws {
        let stage = try Self.stage()
        let visitor = try stage.guest()
        let cookie = try #require(visitor.session)
        #expect(cookie.wholeMatch(of: /[A-Za-z0-9_-]{200,600}/) != nil, "\(cookie)")
        for _ in 0..<8 { #expect(try visitor.get("/echo").status == 200) }
        #expect(try visitor.get("/staff/x").status == 200)
        #expect(try visitor.get("/.sallyport/session").text.contains(#""subject":"alice""#))
        let seen = try #require(stage.upstream.requests(with: "/staff/x").first)
        #expect(seen.values(of: "x-user") == ["alice"])
        #expect(seen.values(of: "cookie").isEmpty)

        let other = stage.visitor(host: "other.localhost")
        other.session = cookie
        #expect(try other.get("/echo").status == 401)
        #expect(try other.navigate("/echo").status == 302)
        let twice = "Cookie: sallyport-insecure=\(cookie); sallyport-insecure=\(cookie)\r\n"
        #expect(try stage.visitor().get("/echo", fields: twice).status == 400)
        visitor.fetchFields = "Sec-Fetch-Site: cross-site\r\n"
        #expect(try visitor.request("POST", "/echo", body: "").status == 403)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: stage.folder.path(of: "cookie-keys"))
        #expect(names.count == 1)
        let key = stage.folder.path(of: "cookie-keys/\(names[0])")
        let attributes = try FileManager.default.attributesOfItem(atPath: key)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try stage.gateway.stop()
    }

    @Test("T63 a session that was logged out is over on every worker, and after a restart")
    func logout() throws {
        let first = try Self.stage()
        let visitor = try first.guest()
        let other = try first.guest()
        let cookie = visitor.session
        for _ in 0..<8 { #expect(try visitor.get("/echo").status == 200) }
        #expect(try visitor.post("/.sallyport/logout", []).status == 303)
        #expect(visitor.session == nil)
        visitor.session = cookie
        for _ in 0..<16 { #expect(try visitor.get("/echo").status == 401) }
        #expect(try visitor.get("/.sallyport/session").status == 401)
        #expect(try other.get("/echo").status == 200)
        try first.gateway.stop()

        let second = try Self.restart(first)
        let again = second.visitor()
        again.session = cookie
        #expect(try again.get("/echo").status == 401)
        again.session = other.session
        #expect(try again.get("/echo").status == 200)
        try second.gateway.stop()
    }

    @Test("T61 T62 a login ends the session that the browser had; a first login writes nothing")
    func fixation() throws {
        let stage = try Self.stage()
        let visitor = try stage.guest()
        let first = visitor.session
        try visitor.logIn("alice", TestAccounts.alice)
        let second = visitor.session
        #expect(first != second)
        visitor.session = first
        for _ in 0..<8 { #expect(try visitor.get("/echo").status == 401) }
        visitor.session = second
        #expect(try visitor.get("/echo").status == 200)
        let revoked = try stage.folder.read("audit.log").split(separator: "\n")
            .compactMap { JSONLine(String($0)) }.filter { $0["audit"] == "revoked" }
        #expect(revoked.count == 1)
        try stage.gateway.stop()
    }

    @Test("a session that is used gets its cookie anew, on whatever answer there is")
    func renewal() throws {
        let stage = try Self.stage()
        let visitor = try stage.guest()
        let first = try #require(visitor.session)
        #expect(try visitor.get("/echo").values(of: "set-cookie").isEmpty)
        // Of an idle timeout of a minute the write interval is six seconds, noted after four. The thread waits:
        // a task that slept would have to wait for others' turns as well, and the session would expire.
        Thread.sleep(forTimeInterval: 5)
        let refused = try visitor.request("GET", "/api/none", fields: "")
        #expect(refused.status == 401, "no session is looked at there")
        #expect(refused.values(of: "set-cookie").isEmpty)
        let bob = stage.visitor()
        bob.session = first
        let answer = try bob.get("/echo")
        #expect(answer.status == 200)
        #expect(answer.values(of: "set-cookie").count == 1)
        #expect(answer["cache-control"]?.contains("private") == true)
        #expect(bob.session != first)
        for _ in 0..<8 { #expect(try bob.get("/echo").values(of: "set-cookie").isEmpty) }
        // Both are the same session still.
        _ = try bob.post("/.sallyport/logout", [])
        #expect(try visitor.get("/echo").status == 401)
        try stage.gateway.stop()
    }

    @Test("a removed account's sessions end, and do not come back with its line")
    func accounts() throws {
        let stage = try Self.stage()
        let alice = try stage.guest()
        let bob = try stage.guest("bob")
        // What began within the second before the change is held to be of the new line.
        Thread.sleep(forTimeInterval: 1.1)
        let others = TestAccounts.file.split(separator: "\n").filter { !$0.hasPrefix("alice") }
        try stage.folder.write(others.joined(separator: "\n") + "\n", to: "users.htpasswd")
        #expect(try Self.awaitStatus(401, of: alice))
        #expect(try bob.get("/echo").status == 200)
        Thread.sleep(forTimeInterval: 1.1)
        try stage.folder.write(TestAccounts.file, to: "users.htpasswd")
        let again = stage.visitor()
        let limit = ContinuousClock.now + .failureBound
        while try again.logIn("alice", TestAccounts.alice).status != 303 {
            try #require(ContinuousClock.now < limit)
        }
        #expect(try again.get("/echo").status == 200)
        #expect(try alice.get("/echo").status == 401)
        try stage.gateway.stop()
    }

    @Test(
        "a running gateway takes the next key, opens with the one before, and forgets a retired one"
    )
    func rotation() throws {
        let stage = try Self.stage()
        let visitor = try stage.guest()
        let keys = stage.folder.path(of: "cookie-keys")
        func rotate(_ keep: String) throws {
            let limit = ContinuousClock.now + .failureBound
            while ContinuousClock.now < limit {
                // Names tell seconds apart.
                let result = try Sallyport.run([
                    "keys", "rotate-cookie", "--folder", keys, "--keep", keep,
                ])
                if result.code == 0 { return }
                try #require(result.code == 1, "\(result.errors)")
            }
        }
        func count() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: keys).count
        }
        try rotate("2")
        #expect(try count() == 2)
        #expect(try visitor.get("/echo").status == 200)
        try rotate("1")
        #expect(try count() == 1)
        #expect(try Self.awaitStatus(401, of: visitor))
        #expect(try stage.guest().get("/echo").status == 200)
        #expect(
            try Sallyport.run(["keys", "rotate-cookie", "--folder", keys, "--keep", "0"]).code == 2)
        try stage.gateway.stop()
    }

    @Test("commands say what there is, and that there is no list")
    func commands() throws {
        let stage = try Self.stage()
        let file = stage.folder.path(of: "sallyport.yaml")
        let check = try Sallyport.run(["check", "--config", file])
        #expect(check.code == 0, "\(check.errors)")
        #expect(check.output.contains("of the 4096 bytes that browsers keep"), "\(check.output)")
        #expect(check.output.contains(" seals"))
        for command in [["list"], ["show", "0123456789abcdef"], ["end", "0123456789abcdef"]] {
            let result = try Sallyport.run(["sessions"] + command + ["--config", file])
            #expect(result.code == 1)
            #expect(result.errors.contains("sallyport.yaml:8:11:"), "\(result.errors)")
            #expect(result.errors.contains("keeps no list of sessions"))
        }
        try stage.gateway.stop()
    }
}
