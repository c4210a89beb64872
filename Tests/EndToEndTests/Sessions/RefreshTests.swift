import Foundation
import TestKit
import Testing

@Suite(
    "S2 Session ID and refresh ID",
    .stage { try $0.sessionConfiguration(sessions: "path: sessions, refresh: 30d, grace: 1s") })
struct RefreshTests {
    /// Somebody whose session ID is gone, as after its time; what renews it is there, and old enough.
    private static func returning(_ username: String = "alice") throws -> Visitor {
        let visitor = try Stage.required().guest(username)
        visitor.session = nil
        awaitGrace()
        return visitor
    }

    /// What the audit trail tells of a reuse; nil where it does not in time.
    private static func awaitReuse(at stage: Stage) throws -> JSONLine? {
        let limit = ContinuousClock.now + .failureBound
        while ContinuousClock.now < limit {
            let lines = try stage.folder.read("audit.log").split(separator: "\n")
            let found = lines.compactMap { JSONLine(String($0)) }
                .first { $0["audit"] == "refresh_reused" }
            if let found { return found }
        }
        return nil
    }

    /// Lets the grace period pass: one second, counted in whole seconds.
    private static func awaitGrace() { Thread.sleep(forTimeInterval: 2.05) }

    @Test("a login gives both, and each is good for its own purpose alone (T54)")
    func purposes() throws {
        let stage = try Stage.required()
        let guest = try stage.guest()
        let session = try #require(guest.session), refresh = try #require(guest.refresh)
        #expect(session != refresh)
        #expect(try guest.get("/echo").status == 200)
        let swapped = stage.visitor()
        swapped.session = refresh
        #expect(try swapped.get("/echo").status == 401)
        swapped.session = nil
        swapped.refresh = session
        #expect(try swapped.get("/echo").status == 401)
        #expect(try guest.get("/echo").status == 200)
    }

    @Test("the request that finds the session expired renews it and goes upstream once")
    func renewed() throws {
        let stage = try Stage.required()
        let visitor = try Self.returning()
        let before = visitor.refresh
        let marker = Marker()
        let response = try visitor.request(
            "POST", "/echo?\(marker)", fields: "Content-Type: text/plain\r\n",
            body: String(repeating: "b", count: 100_000))
        #expect(response.status == 200)
        #expect(visitor.session != nil)
        #expect(visitor.refresh != before)
        #expect(response["cache-control"]?.contains("private") == true)
        let forwarded = stage.upstream.requests(with: marker.text)
        #expect(forwarded.count == 1)
        #expect(forwarded.first?["x-user"] == "alice")
        #expect(forwarded.first?.body.bytes.count == 100_000)
        #expect(try visitor.get("/echo")["set-cookie"] == nil)
    }

    @Test("Q39 C01 of many requests at once one rotates, and all get the same")
    func stampede() throws {
        let stage = try Stage.required()
        let visitor = try Self.returning()
        let marker = Marker()
        let cookies = visitor.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let clients = try (0..<200).map { _ in try stage.gateway.connect() }
        for client in clients {
            try client.send(
                "GET /echo?\(marker) HTTP/1.1\r\nHost: localhost\r\nCookie: \(cookies)\r\n\r\n")
        }
        var given: Set<[String]> = []
        for client in clients {
            let response = try client.receive()
            #expect(response.status == 200)
            given.insert(response.values(of: "set-cookie"))
        }
        #expect(given.count == 1)
        #expect(given.first?.count == 2)
        #expect(stage.upstream.requests(with: marker.text).count == 200)
    }

    @Test("what is renewed goes out with refusals and failures as well")
    func onEveryAnswer() throws {
        let stage = try Stage.required()
        let refused = try Self.returning("bob")
        #expect(try refused.get("/staff/x").status == 403)
        #expect(refused.session != nil)
        #expect(try refused.get("/echo").status == 200)
        let marker = Marker()
        stage.upstream.answer(marker.text, with: "no HTTP at all\r\n\r\n")
        let failed = try Self.returning()
        #expect(try failed.get("/echo?\(marker)").status == 502)
        #expect(try failed.get("/echo").status == 200)
    }

    @Test(
        "the spent one gets the same answer for a moment; later it ends all that came of the login")
    func reuse() throws {
        let stage = try Stage.required()
        let visitor = try Self.returning("bob")
        let thief = stage.visitor()
        thief.refresh = visitor.refresh
        #expect(try visitor.get("/echo").status == 200)
        let limit = ContinuousClock.now + .failureBound
        var status = 200
        while status == 200, ContinuousClock.now < limit {
            let straggler = stage.visitor()
            straggler.refresh = thief.refresh
            status = try straggler.get("/echo").status
            if status == 200 { #expect(straggler.session == visitor.session) }
        }
        #expect(status == 401)
        #expect(try visitor.get("/echo").status == 401)
        visitor.session = nil
        #expect(try visitor.get("/echo").status == 401)
        let line = try #require(try Self.awaitReuse(at: stage))
        #expect(line["subject"] == "bob")
        #expect(line["sessions_ended"] == "1")
    }

    @Test("a new one is not redeemed before the last one's moment has passed")
    func successorInGrace() throws {
        let stage = try Stage.required()
        let visitor = try Self.returning()
        #expect(try visitor.get("/echo").status == 200)
        let again = stage.visitor()
        again.refresh = visitor.refresh
        #expect(try again.get("/echo").status == 200)
        #expect(again.refresh == visitor.refresh)
        #expect(again.session == visitor.session)
    }

    @Test("T60 T63 logout by either cookie ends both, whatever is left of them")
    func logout() throws {
        for name in ["sallyport-insecure", "sallyport-insecure-refresh"] {
            let stage = try Stage.required()
            let guest = try stage.guest()
            let leaving = stage.visitor()
            leaving.keepOnly(name, of: guest)
            #expect(try leaving.post("/.sallyport/logout", []).status == 303)
            #expect(leaving.session == nil && leaving.refresh == nil)
            #expect(try guest.get("/echo").status == 401)
        }
    }

    @Test("T61 a new login ends the old one, known by its refresh ID alone")
    func loginAgain() throws {
        let stage = try Stage.required()
        let visitor = try stage.guest()
        let old = stage.visitor()
        old.keepOnly("sallyport-insecure-refresh", of: visitor)
        visitor.session = nil
        #expect(try visitor.logIn("alice", TestAccounts.alice).status == 303)
        #expect(try old.get("/echo").status == 401)
        #expect(try visitor.get("/echo").status == 200)
    }

    @Test("Y4 another site renews nothing")
    func forged() throws {
        let visitor = try Stage.required().guest()
        visitor.session = nil
        visitor.fetchFields = "Sec-Fetch-Site: cross-site\r\n"
        let refresh = visitor.refresh
        #expect(try visitor.post("/echo", []).status == 403)
        #expect(visitor.session == nil && visitor.refresh == refresh)
    }

    @Test("two refresh cookies are refused")
    func ambiguous() throws {
        let stage = try Stage.required()
        let refresh = try #require(try stage.guest().refresh)
        let name = "sallyport-insecure-refresh"
        #expect(
            try stage.visitor().get(
                "/echo", fields: "Cookie: \(name)=\(refresh); \(name)=\(refresh)\r\n"
            ).status == 400)
    }

    @Test("who am I renews as well, and tells no secret")
    func whoAmI() throws {
        let visitor = try Self.returning()
        let response = try visitor.get("/.sallyport/session")
        #expect(response.status == 200)
        #expect(response.text.contains("\"subject\":\"alice\""))
        let session = try #require(visitor.session)
        #expect(!response.text.contains(session))
        #expect(try visitor.get("/echo").status == 200)
    }

    @Test(
        "a refresh ID of another host, or of none, renews nothing and people are led to the login")
    func otherHost() throws {
        let stage = try Stage.required()
        let other = stage.visitor(host: "other.localhost")
        other.refresh = try stage.guest().refresh
        #expect(try other.get("/echo").status == 401)
        other.refresh = String(repeating: "A", count: 43)
        #expect(try other.get("/echo").status == 401)
        let response = try other.navigate("/echo")
        #expect(response.status == 302)
    }

    @Test("a list shows one line for a login, however often it was renewed")
    func listed() throws {
        let stage = try Stage.required()
        let visitor = try Self.returning("bob")
        #expect(try visitor.get("/echo").status == 200)
        let file = stage.folder.path(of: "sallyport.yaml")
        let listed = try Sallyport.run(
            ["sessions", "list", "--config", file, "--subject", "bob", "--json"])
        #expect(listed.code == 0, "\(listed.errors)")
        #expect(listed.output.split(separator: "\n").filter { $0.contains("\"bob\"") }.count >= 1)
    }
}

extension Visitor {
    /// The name of the cookie that renews a session on this host.
    private var refreshName: String { sessionName + "-refresh" }

    var refresh: String? {
        get { cookies[refreshName] }
        set { cookies[refreshName] = newValue }
    }

    /// Takes one cookie of another browser.
    func keepOnly(_ name: String, of other: Visitor) { cookies[name] = other.cookies[name] }
}
