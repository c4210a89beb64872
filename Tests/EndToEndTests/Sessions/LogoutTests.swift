import TestKit
import Testing

@Suite("S6 Logout", .sessionStage)
struct LogoutTests {
    @Test("T63 the session is over on the server, wherever its cookie still lies")
    func ends() throws {
        let stage = try Stage.required()
        let visitor = try stage.guest()
        let cookie = visitor.session
        let response = try visitor.post("/.sallyport/logout", [])
        #expect(response.status == 303)
        #expect(response["location"] == "/")
        #expect(visitor.session == nil)
        visitor.session = cookie
        #expect(try visitor.get("/echo").status == 401)
        #expect(try visitor.get("/.sallyport/session").status == 401)
    }

    @Test("C20 one that was in use is refused by the very next request, whichever worker takes it")
    func used() throws {
        let stage = try Stage.required()
        let visitor = try stage.guest()
        let other = try stage.guest()
        let cookie = visitor.session
        for _ in 0..<16 { #expect(try visitor.get("/echo").status == 200) }
        #expect(try visitor.post("/.sallyport/logout", []).status == 303)
        visitor.session = cookie
        for _ in 0..<16 { #expect(try visitor.get("/echo").status == 401) }
        #expect(try other.get("/echo").status == 200)
    }

    @Test("T60 the cookie is deleted under the name, path and flags it was set with")
    func deletion() throws {
        let stage = try Stage.required()
        for host in ["localhost", "app.test"] {
            let visitor = stage.visitor(host: host)
            let set = try visitor.logIn("alice", TestAccounts.alice)
            let deleted = try visitor.post("/.sallyport/logout", [])
            let first = try #require(set.values(of: "set-cookie").first)
            let last = try #require(deleted.values(of: "set-cookie").first)
            let flags = first.drop { $0 != ";" }
            #expect(last == "\(visitor.sessionName)=\(flags); Max-Age=0")
        }
    }

    @Test("GET changes nothing: it shows a button")
    func button() throws {
        let visitor = try Stage.required().guest()
        let page = try visitor.navigate("/.sallyport/logout")
        #expect(page.status == 200)
        #expect(page.text.contains("method=\"post\""))
        #expect(page.text.contains("action=\"/.sallyport/logout\""))
        #expect(try visitor.get("/echo").status == 200)
    }

    @Test("another site logs nobody out")
    func forged() throws {
        let visitor = try Stage.required().guest()
        for site in ["Sec-Fetch-Site: cross-site\r\n", "Origin: https://evil.test\r\n", ""] {
            visitor.fetchFields = site
            #expect(try visitor.post("/.sallyport/logout", []).status == 403)
        }
        #expect(try visitor.get("/echo").status == 200)
    }

    @Test("T68 without a session nothing is ended, and the answer is the same")
    func withoutSession() throws {
        let stage = try Stage.required()
        let other = try stage.guest()
        let visitor = stage.visitor()
        #expect(try visitor.post("/.sallyport/logout", []).status == 303)
        visitor.session = "nonsense"
        #expect(try visitor.post("/.sallyport/logout", []).status == 303)
        visitor.session = String(repeating: "A", count: 43)
        #expect(try visitor.post("/.sallyport/logout", []).status == 303)
        #expect(try other.get("/echo").status == 200)
    }
}
