import Foundation
import TestKit
import Testing

@Suite("T91 T72 What people type, and what they carry, is written nowhere")
struct LoginSecretsTests {
    private static let device = "Kestrel/4711 (of nobody else)"

    @Test(
        "passwords, cookies and form tokens are in no log, no metric and no page; the store is sealed"
    )
    func canaries() throws {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(
            configuration: plan.sessionConfiguration().replacing(
                "log: {access", with: "log: {level: debug, access"), in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        var pages = ""
        var secrets = ["canary-planted", TestAccounts.alice, "correct+horse", "correct%20horse"]
        let visitor = stage.visitor()
        let form = try visitor.navigate("/.sallyport/login").text
        secrets.append(try #require(Visitor.field("form", in: form)))
        secrets.append(try #require(visitor.cookies["sallyport-insecure-login"]))
        // A password where the name belongs; a page may show that again, a log may not.
        for name in ["canary-wrong-name", TestAccounts.bob] {
            _ = try visitor.logIn(name, "canary-wrong-password")
        }
        pages += try visitor.logIn("alice", "canary-wrong-password").text
        let planted = String(repeating: "Q", count: 42) + "A"
        visitor.session = planted
        pages += try visitor.navigate("/echo").text + visitor.get("/echo").text
        visitor.fetchFields += "User-Agent: \(Self.device)\r\n"
        pages += try visitor.logIn("alice", TestAccounts.alice).text
        let session = try #require(visitor.session)
        secrets += [session, planted]
        pages +=
            try visitor.navigate("/.sallyport/session").text
            + visitor.get("/.sallyport/session").text
            + visitor.navigate("/.sallyport/logout").text + visitor.navigate("/api/%2f").text
            + visitor.get("/echo", fields: "Cookie: sallyport-insecure=canary-planted\r\n").text
        visitor.fetchFields = "Origin: https://evil.test\r\n"
        pages += try visitor.post("/.sallyport/logout", []).text
        visitor.fetchFields = "Sec-Fetch-Site: same-origin\r\n"
        let metrics = try gateway.exchange(
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", with: "metrics"
        ).text
        let data = try Data(contentsOf: URL(filePath: folder.path(of: "sessions/data.mdb")))
        let raw = try #require(
            Data(
                base64Encoded: session.replacing("-", with: "+").replacing("_", with: "/") + "="))
        let texts = [session, TestAccounts.alice, "alice", Self.device, "127.0.0.1"]
        for plain in [raw] + texts.map({ Data($0.utf8) }) {
            #expect(data.range(of: plain) == nil, "\(plain as NSData) is in the store")
        }
        // That it is there at all: for those alone who hold the store's key.
        let shown = try Sallyport.run(
            ["sessions", "list", "--config", folder.path(of: "sallyport.yaml")], in: folder.path)
        #expect(shown.output.contains("127.0.0.1  \(Self.device)\n"), "\(shown.output)")
        #expect(try visitor.post("/.sallyport/logout", []).status == 303)
        let transcript = try gateway.stop()
        let access = try folder.read("access.log")
        let audit = try folder.read("audit.log")
        #expect(access.contains("/.sallyport/login") && audit.contains("\"login\""))
        let logs =
            access + audit + metrics
            + String(decoding: transcript.output + transcript.errors, as: UTF8.self)
        // The form's own field is where its token belongs.
        pages = pages.replacing(/name="form" value="[^"]*"/, with: "")
        for secret in secrets {
            #expect(!logs.contains(secret), "\(secret) was logged")
            #expect(!pages.contains(secret), "\(secret) is on a page")
        }
        #expect(!logs.contains("canary") && !logs.contains(TestAccounts.bob))
        #expect(!pages.contains("canary"))
    }
}
