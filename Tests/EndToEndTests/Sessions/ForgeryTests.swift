import TestKit
import Testing

/// A browser sends the session along whoever makes it ask.
@Suite("Y4 CSRF", .sessionStage)
struct ForgeryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fields: String
        let status: Int
        var testDescription: String { fields.replacing("\r\n", with: " ") }
    }

    static let cases: [Case] = [
        Case(fields: "Sec-Fetch-Site: same-origin\r\n", status: 200),
        Case(fields: "Sec-Fetch-Site: none\r\n", status: 200),
        Case(fields: "Sec-Fetch-Site: same-site\r\n", status: 403),
        Case(fields: "Sec-Fetch-Site: cross-site\r\n", status: 403),
        Case(
            fields: "Sec-Fetch-Site: cross-site\r\nOrigin: http://localhost\r\n", status: 403),
        Case(
            fields: "Sec-Fetch-Site: same-origin\r\nOrigin: https://evil.test\r\n", status: 200),
        Case(
            fields: "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n", status: 403),
        Case(fields: "Origin: http://localhost\r\n", status: 200),
        Case(fields: "Origin: http://localhost:80\r\n", status: 200),
        Case(fields: "Origin: http://LOCALHOST\r\n", status: 200),
        Case(fields: "Origin: http://localhost:8080\r\n", status: 403),
        Case(fields: "Origin: https://localhost\r\n", status: 403),
        Case(fields: "Origin: http://localhost.evil.test\r\n", status: 403),
        Case(fields: "Origin: http://evil.test\r\n", status: 403),
        Case(fields: "Origin: null\r\n", status: 403),
        Case(fields: "Origin:\r\n", status: 403),
        Case(fields: "Origin: http://localhost\r\nOrigin: http://evil.test\r\n", status: 403),
        Case(fields: "Origin: http://localhost/\r\n", status: 403),
        Case(fields: "Referer: http://localhost/\r\n", status: 403),
        Case(fields: "", status: 403),
    ]

    @Test("an unsafe method with a session comes from a page of the same origin", arguments: cases)
    func unsafe(row: Case) throws {
        let stage = try Stage.required()
        let visitor = try stage.guest()
        visitor.fetchFields = row.fields
        for method in ["POST", "PUT", "DELETE", "PATCH", "MOVE"] {
            let marker = Marker()
            let response = try visitor.request(method, "/echo?\(marker)", body: "")
            #expect(response.status == row.status, "\(method)")
            // T64: what is refused never reaches the upstream.
            let reached = stage.upstream.requests(with: marker.text).count
            #expect(reached == (row.status == 200 ? 1 : 0))
        }
        #expect(try visitor.get("/echo").status == 200, "GET changes nothing")
    }

    @Test("the origin of a host behind a terminator is the one that its url says")
    func secureOrigin() throws {
        let visitor = try Stage.required().guest(host: "app.test")
        for (origin, status) in [
            ("https://app.test", 200), ("https://app.test:443", 200), ("http://app.test", 403),
            ("https://app.test:8443", 403),
        ] {
            visitor.fetchFields = "Origin: \(origin)\r\n"
            #expect(try visitor.request("POST", "/echo", body: "").status == status, "\(origin)")
        }
    }

    @Test("pages of origins that a route lists may")
    func listed() throws {
        let visitor = try Stage.required().guest()
        visitor.fetchFields = "Sec-Fetch-Site: cross-site\r\nOrigin: https://partner.test\r\n"
        #expect(try visitor.request("POST", "/shared/x", body: "").status == 200)
        #expect(try visitor.request("POST", "/echo", body: "").status == 403)
    }

    @Test("a token is no cookie: programs need no origin")
    func bearer() throws {
        let stage = try Stage.required()
        let token = try TestIssuer.shared.get().token()
        let visitor = stage.visitor()
        visitor.fetchFields = ""
        let response = try visitor.request(
            "POST", "/both/x", fields: "Authorization: Bearer \(token)\r\n", body: "")
        #expect(response.status == 200)
    }

    @Test("a login form of another site logs nobody in")
    func loginForgery() throws {
        let visitor = try Stage.required().visitor()
        let page = try visitor.navigate("/.sallyport/login")
        let form = try #require(Visitor.field("form", in: page.text))
        let fields = [("username", "alice"), ("password", TestAccounts.alice), ("form", form)]
        for site in ["Sec-Fetch-Site: cross-site\r\n", "Origin: https://evil.test\r\n", ""] {
            visitor.fetchFields = site
            #expect(try visitor.post("/.sallyport/login", fields).status == 403)
            #expect(visitor.session == nil)
        }
        visitor.fetchFields = "Sec-Fetch-Site: same-origin\r\n"
        #expect(try visitor.post("/.sallyport/login", fields).status == 303)
    }

    @Test("a form token of another browser is none of this one's")
    func otherToken() throws {
        let stage = try Stage.required()
        let page = try stage.visitor().navigate("/.sallyport/login")
        let foreign = try #require(Visitor.field("form", in: page.text))
        let visitor = stage.visitor()
        _ = try visitor.navigate("/.sallyport/login")
        for token in [foreign, "", "x", String(repeating: "A", count: 54)] {
            let response = try visitor.post(
                "/.sallyport/login",
                [("username", "alice"), ("password", TestAccounts.alice), ("form", token)])
            #expect(response.status == 403)
            #expect(visitor.session == nil)
        }
        let again = try #require(
            Visitor.field("form", in: try visitor.navigate("/.sallyport/login").text))
        let right = [("username", "alice"), ("password", TestAccounts.alice), ("form", again)]
        #expect(try visitor.post("/.sallyport/login", right).status == 303)
    }

    @Test("two tabs: both forms work, whichever is sent first")
    func tabs() throws {
        let visitor = try Stage.required().visitor()
        let tokens = try (0..<2).map { _ in
            try #require(
                Visitor.field("form", in: try visitor.navigate("/.sallyport/login").text))
        }
        for token in tokens.reversed() {
            let fields = [("username", "alice"), ("password", TestAccounts.alice), ("form", token)]
            #expect(try visitor.post("/.sallyport/login", fields).status == 303)
            #expect(try visitor.get("/echo").status == 200)
        }
    }

    @Test("a WebSocket with a session is opened by a page of our own")
    func webSocket() throws {
        let visitor = try Stage.required().guest()
        let handshake =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        for (fields, isRefused) in [
            ("Origin: http://localhost\r\n", false), ("Origin: http://evil.test\r\n", true),
            ("Sec-Fetch-Site: same-origin\r\n", true), ("", true),
        ] {
            visitor.fetchFields = fields
            let response = try visitor.get("/socket", fields: handshake)
            #expect((response.status == 403) == isRefused, "\(fields)")
        }
    }
}
