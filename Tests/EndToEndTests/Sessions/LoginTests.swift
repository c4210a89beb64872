import TestKit
import Testing

@Suite("A1 A8 Login by name and password", .sessionStage)
struct LoginTests {
    @Test("from a navigation to the form, and from the form to where one wanted to go")
    func wholeWay() throws {
        let visitor = try Stage.required().visitor()
        let sent = try visitor.navigate("/app/page?x=1&y=2")
        #expect(sent.status == 302)
        #expect(sent["location"] == "/.sallyport/login?to=/app/page%3Fx%3D1%26y%3D2")
        #expect(sent["cache-control"] == "no-store")
        let page = try visitor.navigate(sent["location"] ?? "")
        #expect(page.status == 200)
        #expect(Visitor.field("to", in: page.text) == "/app/page?x=1&amp;y=2")
        let form = try #require(Visitor.field("form", in: page.text))
        let done = try visitor.post(
            "/.sallyport/login",
            [
                ("username", "alice"), ("password", TestAccounts.alice), ("form", form),
                ("to", "/app/page?x=1&y=2"),
            ])
        #expect(done.status == 303)
        #expect(done["location"] == "/app/page?x=1&y=2")
        #expect(try visitor.navigate("/app/page?x=1&y=2").status == 200)
    }

    @Test("the upstream sees who it is, and none of our cookies")
    func identity() throws {
        let stage = try Stage.required()
        let visitor = try stage.guest()
        let marker = Marker()
        let response = try visitor.get(
            "/echo?\(marker)", fields: "Cookie: theme=dark\r\nX-User: root\r\n")
        #expect(response.status == 200)
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(seen.values(of: "x-user") == ["alice"])
        #expect(seen.values(of: "x-groups") == ["staff"])
        #expect(seen.values(of: "cookie") == ["theme=dark"])
    }

    @Test("names are alike in both cases; the session is the canonical account's")
    func canonicalName() throws {
        let stage = try Stage.required()
        let visitor = stage.visitor()
        #expect(try visitor.logIn("BOB", TestAccounts.bob).status == 303)
        #expect(try visitor.get("/.sallyport/session").text.contains(#""subject":"bob""#))
    }

    @Test(
        "whatever is wrong, the answer is one and the same",
        arguments: [
            ("alice", "wrong"), ("alice", ""), ("alice", TestAccounts.bob), ("nobody", "wrong"),
            ("nobody", TestAccounts.alice), ("", ""), ("alice\0", TestAccounts.alice),
            ("a b", "x"), ("alice:x", TestAccounts.alice), ("evil@example@corp", "x"),
        ])
    func wrong(username: String, password: String) throws {
        let visitor = try Stage.required().visitor()
        let response = try visitor.logIn(username, password)
        #expect(response.status == 401)
        #expect(visitor.session == nil)
        #expect(response.text.contains("role=\"alert\""))
        let reference = try Stage.required().visitor().logIn("nobody", "wrong")
        #expect(Self.neutral(response.text) == Self.neutral(reference.text))
    }

    /// The page without what differs from visitor to visitor.
    private static func neutral(_ page: String) -> String {
        page.split(separator: "\n")
            .filter { !$0.contains("name=\"form\"") && !$0.contains("id=\"username\"") }
            .joined(separator: "\n")
            .replacing(" autofocus", with: "")
    }

    @Test("Q38 T62 a session ID is new at each login and never the client's")
    func fixation() throws {
        let stage = try Stage.required()
        let visitor = stage.visitor()
        let planted = String(repeating: "A", count: 43)
        visitor.session = planted
        try visitor.logIn("alice", TestAccounts.alice)
        let first = try #require(visitor.session)
        #expect(first != planted)
        try visitor.logIn("alice", TestAccounts.alice)
        let second = try #require(visitor.session)
        #expect(second != first)
        // T61: the session that the browser had is over.
        visitor.session = first
        #expect(try visitor.get("/echo").status == 401)
        visitor.session = second
        #expect(try visitor.get("/echo").status == 200)
        visitor.session = planted
        #expect(try visitor.get("/echo").status == 401)
    }

    @Test("Q38 the cookie is 256 bits in __Host- form where the connection is secure")
    func cookieForm() throws {
        let stage = try Stage.required()
        let secure = try stage.visitor(host: "app.test").logIn("alice", TestAccounts.alice)
        let line = try #require(secure.values(of: "set-cookie").first)
        let form = /__Host-sallyport=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure/
        #expect(line.wholeMatch(of: form) != nil, "\(line)")
        #expect(line.utf8.count < 128)
        let local = try stage.visitor().logIn("alice", TestAccounts.alice)
        let insecure = /sallyport-insecure=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax/
        #expect(local.values(of: "set-cookie").first?.wholeMatch(of: insecure) != nil)
    }

    @Test("on a plain connection to any other host there is no login, and the page says why")
    func plainHTTP() throws {
        let visitor = try Stage.required().visitor(host: "plain.test")
        let page = try visitor.navigate("/.sallyport/login")
        #expect(page.status == 403)
        #expect(page.values(of: "set-cookie").isEmpty)
        let posted = try visitor.post(
            "/.sallyport/login", [("username", "alice"), ("password", TestAccounts.alice)])
        #expect(posted.status == 403)
        #expect(posted.values(of: "set-cookie").isEmpty)
        visitor.session = String(repeating: "A", count: 43)
        #expect(try visitor.navigate("/x").status == 302)
    }

    @Test("a session belongs to the host it was begun on")
    func hostBound() throws {
        let stage = try Stage.required()
        let here = try stage.guest()
        let there = stage.visitor(host: "other.localhost")
        there.session = here.session
        #expect(try there.get("/echo").status == 401)
        #expect(try there.navigate("/echo").status == 302)
        #expect(try here.get("/echo").status == 200)
    }

    @Test("T74 T76 the form's return address never leads to another site")
    func returnAddress() throws {
        let stage = try Stage.required()
        for to in ["//evil.test", "https://evil.test", "/\\evil.test", "/.sallyport/logout", "x"] {
            let response = try stage.visitor().logIn("alice", TestAccounts.alice, to: to)
            #expect(response.status == 303)
            #expect(response["location"] == "/", "\(to)")
        }
        let page = try stage.visitor().navigate("/.sallyport/login?to=//evil.test")
        #expect(Visitor.field("to", in: page.text) == "/")
        #expect(!page.text.contains("evil"))
    }

    @Test("T69 a parameter that stands there twice is refused")
    func repeated() throws {
        let visitor = try Stage.required().visitor()
        #expect(try visitor.navigate("/.sallyport/login?to=/a&to=/b").status == 400)
        let page = try visitor.navigate("/.sallyport/login")
        let form = try #require(Visitor.field("form", in: page.text))
        let fields = [
            ("username", "alice"), ("username", "bob"), ("password", TestAccounts.alice),
            ("form", form),
        ]
        #expect(try visitor.post("/.sallyport/login", fields).status == 400)
        #expect(visitor.session == nil)
    }

    @Test("what is no form is refused, and a form is small")
    func bodies() throws {
        let visitor = try Stage.required().visitor()
        let json = try visitor.request(
            "POST", "/.sallyport/login", fields: "Content-Type: application/json\r\n", body: "{}")
        #expect(json.status == 415)
        let large = String(repeating: "a", count: 16 * 1024 + 1)
        let type = "Content-Type: application/x-www-form-urlencoded\r\n"
        #expect(
            try visitor.request("POST", "/.sallyport/login", fields: type, body: large).status
                == 413)
        let head =
            "POST /.sallyport/login HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
        let gateway = try Stage.required().gateway
        func post(_ chunks: String) throws -> Int {
            try gateway.exchange("\(head)\(type)Transfer-Encoding: chunked\r\n\r\n\(chunks)").status
        }
        #expect(try post("3\r\na=1\r\n0\r\n\r\n") == 403, "no form token")
        #expect(try post("5\r\na=%zz\r\n0\r\n\r\n") == 400)
        #expect(try post("4001\r\n\(large)\r\n0\r\n\r\n") == 413)
    }

    @Test(
        "own paths: other methods are 405, unknown ones 404, and nothing there reaches an upstream")
    func ownPaths() throws {
        let stage = try Stage.required()
        let visitor = try stage.guest()
        let response = try visitor.request("PUT", "/.sallyport/login", body: "")
        #expect(response.status == 405)
        #expect(response["allow"] == "GET, HEAD, POST")
        #expect(try visitor.request("POST", "/.sallyport/session", body: "").status == 405)
        #expect(try visitor.get("/.sallyport/login").status == 200)
        #expect(try visitor.request("get", "/.sallyport/login").status == 501, "T33")
        let marker = Marker()
        for path in ["/.sallyport", "/.sallyport/", "/.sallyport/x", "/.sallyport/login/"] {
            #expect(try visitor.get("\(path)?\(marker)").status == 404, "\(path)")
        }
        #expect(try visitor.get("/a/../.sallyport/session?\(marker)").status == 200)
        #expect(stage.upstream.requests(with: marker.text).isEmpty)
    }

    @Test("HEAD is answered like GET, without the page")
    func head() throws {
        let response = try Stage.required().visitor().request(
            "HEAD", "/.sallyport/login", fields: "Accept: text/html\r\n")
        #expect(response.status == 200)
        #expect(response.body.bytes.isEmpty)
    }
}
