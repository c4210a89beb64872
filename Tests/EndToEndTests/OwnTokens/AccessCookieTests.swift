import Foundation
import TestKit
import Testing

@Suite(
    "S3 Tokens as a browser's cookies",
    .tokenStage("delivery: [json, cookies]\ngrace: 1s\naccess: 10s"))
struct AccessCookieTests {
    /// Somebody whose access token is gone, as after its time; what renews it is old enough.
    private static func returning(_ username: String = "alice") throws -> Visitor {
        let visitor = try Stage.required().guest(username)
        visitor.access = nil
        Stage.awaitGrace()
        return visitor
    }

    @Test("a login gives both cookies and no session; the token is good on its own host alone")
    func login() throws {
        let stage = try Stage.required()
        let guest = try stage.guest()
        #expect(guest.session == nil && guest.access != nil && guest.refresh != nil)
        #expect(try guest.get("/echo").status == 200)
        let token = try #require(guest.access)
        let header = try TokenPair.part(0, of: token)
        #expect(header["typ"] == "session+jwt")
        let other = stage.visitor(host: "other.localhost")
        other.cookies = guest.cookies
        #expect(try other.get("/echo").status == 401)
        let secure = try stage.guest(host: "app.test")
        #expect(secure.cookies["__Host-sallyport-access"] != nil)
        #expect(try secure.get("/echo").status == 200)
    }

    @Test("the upstream is told who it is, and sees no cookie of ours")
    func forwarded() throws {
        let stage = try Stage.required()
        let guest = try stage.guest()
        guest.cookies["lang"] = "en"
        let marker = Marker()
        #expect(try guest.get("/echo?\(marker)").status == 200)
        let forwarded = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(forwarded["x-user"] == "alice" && forwarded["x-groups"] == "staff")
        #expect(forwarded["cookie"] == "lang=en")
    }

    @Test("T54 an access cookie is no bearer token, nor is it active")
    func kinds() throws {
        let stage = try Stage.required()
        let guest = try stage.guest()
        let (access, refresh) = (try #require(guest.access), try #require(guest.refresh))
        #expect(try stage.program().use(access).status == 401)
        expect(try stage.program().refresh(refresh), 400, "invalid_grant")
        let response = try stage.program(Program.robot).ask("introspect", "token=\(access)")
        #expect(JSONLine(response.text)?["active"] == "0")
        let swapped = stage.visitor()
        swapped.access = refresh
        #expect(try swapped.get("/echo").status == 401)
        let pair = try stage.program().pair()
        swapped.access = pair.access
        #expect(try swapped.get("/echo").status == 401)
        swapped.access = nil
        swapped.refresh = pair.refresh
        #expect(try swapped.get("/echo").status == 401)
    }

    @Test("an expired one is renewed inside the request, which goes upstream once")
    func renewed() throws {
        let stage = try Stage.required()
        let visitor = try stage.guest()
        let (access, refresh) = (visitor.access, visitor.refresh)
        let end = try #require(
            try TokenPair.part(1, of: access ?? "")["exp"].flatMap { Double($0) })
        Thread.sleep(forTimeInterval: max(0, end + 0.05 - Date().timeIntervalSince1970))
        let marker = Marker()
        let response = try visitor.request(
            "POST", "/echo?\(marker)", fields: "Content-Type: text/plain\r\n",
            body: String(repeating: "b", count: 100_000))
        #expect(response.status == 200)
        #expect(visitor.access != access && visitor.refresh != refresh)
        let forwarded = stage.upstream.requests(with: marker.text)
        #expect(forwarded.count == 1 && forwarded.first?.body.bytes.count == 100_000)
        #expect(try visitor.get("/echo")["set-cookie"] == nil)
        let late = stage.visitor()
        late.access = access
        #expect(try late.get("/echo").status == 401)
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
        #expect(given.count == 1 && given.first?.count == 2)
        #expect(stage.upstream.requests(with: marker.text).count == 200)
    }

    @Test("Y4 another site neither uses nor renews it")
    func forged() throws {
        let visitor = try Stage.required().guest()
        visitor.fetchFields = "Sec-Fetch-Site: cross-site\r\n"
        #expect(try visitor.post("/echo", []).status == 403)
        visitor.access = nil
        #expect(try visitor.post("/echo", []).status == 403)
        #expect(visitor.access == nil)
    }

    @Test("who am I tells it, renews it, and shows no token")
    func whoAmI() throws {
        let visitor = try Self.returning()
        let response = try visitor.get("/.sallyport/session")
        #expect(response.status == 200 && response.text.contains("\"subject\":\"alice\""))
        let access = try #require(visitor.access)
        #expect(!response.text.contains(access))
        #expect(try visitor.get("/.sallyport/session").status == 200)
        #expect(try visitor.get("/echo").status == 200)
    }

    @Test(
        "T60 T63 logout by either cookie ends the login and deletes both", arguments: [true, false])
    func logout(byAccess: Bool) throws {
        let stage = try Stage.required()
        let guest = try stage.guest()
        let leaving = stage.visitor()
        if byAccess { leaving.access = guest.access } else { leaving.refresh = guest.refresh }
        let response = try leaving.post("/.sallyport/logout", [])
        #expect(response.status == 303)
        #expect(response.values(of: "set-cookie").filter { $0.contains("Max-Age=0") }.count == 2)
        guest.access = nil
        #expect(try guest.get("/echo").status == 401)
    }

    @Test("T61 a new login ends the old one")
    func loginAgain() throws {
        let visitor = try Stage.required().guest()
        let old = try Stage.required().visitor()
        old.refresh = visitor.refresh
        #expect(try visitor.logIn("alice", TestAccounts.alice).status == 303)
        #expect(try old.get("/echo").status == 401)
        #expect(try visitor.get("/echo").status == 200)
    }

    @Test("two access cookies are refused")
    func ambiguous() throws {
        let stage = try Stage.required()
        let access = try #require(try stage.guest().access)
        let name = "sallyport-insecure-access"
        #expect(
            try stage.visitor().get(
                "/echo", fields: "Cookie: \(name)=\(access); \(name)=\(access)\r\n"
            ).status == 400)
    }

    @Test("a key that is dropped takes its tokens along, and whoever has a refresh token goes on")
    func keyDropped() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(
            configuration: plan.tokenConfiguration("delivery: [json, cookies]"), in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        let guest = try stage.guest()
        let bare = stage.visitor()
        bare.access = guest.access
        let pair = try stage.program().pair()
        func rotate(_ arguments: String...) throws {
            let result = try Sallyport.run(
                ["keys", "rotate", "--folder", folder.path(of: "keys")] + arguments)
            try #require(result.code == 0, "\(result.errors)")
        }
        try rotate()
        #expect(try bare.get("/echo").status == 200)
        // Counted in whole seconds.
        Thread.sleep(forTimeInterval: 1.05)
        try rotate("--retire", "--overlap", "0s")
        let limit = ContinuousClock.now + .failureBound
        while try bare.get("/echo").status == 200, ContinuousClock.now < limit {}
        #expect(try bare.get("/echo").status == 401)
        #expect(try stage.program().use(pair.access).status == 401)
        let before = guest.access
        #expect(try guest.get("/echo").status == 200)
        #expect(guest.access != before)
        let next = try TokenPair(stage.program().refresh(pair.refresh))
        #expect(try stage.program().use(next.access).status == 200)
        try gateway.stop()
    }

    @Test("explain decides with an access cookie as the gateway does")
    func explained() throws {
        let stage = try Stage.required()
        let access = try #require(try stage.guest().access)
        let file = stage.folder.path(of: "sallyport.yaml")
        let told = try Sallyport.run(
            ["explain", "GET", "http://localhost/echo", "--cookie", "-", "--config", file],
            input: access)
        #expect(told.code == 0, "\(told.output)\(told.errors)")
        #expect(!told.output.contains(access))
    }

    @Test("C05 groups that do not fit a cookie: check warns, the login says so instead of looping")
    func tooLarge() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let configuration = try plan.tokenConfiguration("delivery: cookies")
        let groups = (0..<200).map { "a-group-with-a-long-name-\($0): alice\n" }.joined()
        try folder.write(groups, to: "users.htgroup")
        let gateway = try RunningGateway(configuration: configuration, in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        #expect(try stage.visitor().logIn("alice", TestAccounts.alice).status == 503)
        #expect(try stage.visitor().logIn("bob", TestAccounts.bob).status == 303)
        let checked = try Sallyport.run(["check", "--config", folder.path(of: "sallyport.yaml")])
        #expect(checked.code == 0 && checked.errors.contains("alice"), "\(checked.errors)")
        #expect(!checked.errors.contains("bob"))
        try gateway.stop()
    }
}

extension Visitor {
    /// The access cookie on this host.
    var access: String? {
        get { cookies[sessionName + "-access"] }
        set { cookies[sessionName + "-access"] = newValue }
    }
}
