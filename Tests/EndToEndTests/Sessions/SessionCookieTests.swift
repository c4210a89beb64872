import TestKit
import Testing

@Suite("The session cookie on a request", .sessionStage)
struct SessionCookieTests {
    @Test("Y3 without a session people are led to the login, programs are told where it is")
    func challenges() throws {
        let visitor = try Stage.required().visitor()
        #expect(try visitor.navigate("/echo").status == 302)
        let program = try visitor.get("/echo", fields: "Accept: application/json\r\n")
        #expect(program.status == 401)
        #expect(program["www-authenticate"] == #"Sallyport login="/.sallyport/login""#)
        #expect(program.text.contains(#""login":"/.sallyport/login""#))
        #expect(program["cache-control"] == "no-store")
        // C10: never redirected, lest a POST become a GET.
        let post = try visitor.request(
            "POST", "/echo", fields: "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
            body: "")
        #expect(post.status == 401)
        // C12: a WebSocket cannot follow a redirect.
        let socket = try visitor.get(
            "/socket", fields: "Sec-Fetch-Mode: websocket\r\nSec-Fetch-Dest: websocket\r\n")
        #expect(socket.status == 401)
    }

    @Test(
        "a route for both asks for both, in its order; one for tokens alone leads nobody to a page")
    func bothKinds() throws {
        let stage = try Stage.required()
        let visitor = stage.visitor()
        #expect(
            try visitor.get("/both/x").values(of: "www-authenticate")
                == ["Bearer", #"Sallyport login="/.sallyport/login""#])
        #expect(try visitor.navigate("/both/x").status == 302)
        let api = try visitor.navigate("/api/x")
        #expect(api.status == 401)
        #expect(api.values(of: "www-authenticate") == ["Bearer"])
        let guest = try stage.guest()
        #expect(try guest.get("/both/x").status == 200)
        #expect(try guest.get("/api/x").status == 401, "a session is no token")
        let token = try TestIssuer.shared.get().token()
        let bearer = "Authorization: Bearer \(token)\r\n"
        #expect(try visitor.get("/both/x", fields: bearer).status == 200)
        #expect(try visitor.get("/echo", fields: bearer).status == 401, "a token is no session")
        #expect(try guest.get("/api/x", fields: bearer).status == 200)
    }

    @Test("A10 two credentials that the route accepts are one too many")
    func ambiguous() throws {
        let guest = try Stage.required().guest()
        let token = try TestIssuer.shared.get().token()
        let bearer = "Authorization: Bearer \(token)\r\n"
        #expect(try guest.get("/both/x", fields: bearer).status == 400)
        #expect(try guest.get("/echo", fields: bearer).status == 200, "only one kind is looked at")
    }

    @Test("A10 a bad credential never falls through to a good one, nor to anonymous")
    func noFallThrough() throws {
        let stage = try Stage.required()
        let visitor = stage.visitor()
        #expect(try visitor.get("/optional/x").status == 200)
        visitor.session = String(repeating: "A", count: 43)
        #expect(try visitor.get("/optional/x").status == 401)
        let bad = try visitor.get("/both/x", fields: "Authorization: Bearer a.b.c\r\n")
        #expect(bad.status == 400)
        let guest = try stage.guest()
        let marker = Marker()
        #expect(try guest.get("/optional/x?\(marker)").status == 200)
        #expect(
            stage.upstream.requests(with: marker.text).first?.values(of: "x-user") == ["alice"])
    }

    @Test("two cookies of our name are refused, wherever a session is looked for")
    func repeatedCookie() throws {
        let stage = try Stage.required()
        let guest = try stage.guest()
        let second = "Cookie: sallyport-insecure=x\r\n"
        #expect(try guest.get("/echo", fields: second).status == 400)
        #expect(try guest.get("/.sallyport/session", fields: second).status == 400)
        #expect(try guest.get("/public/x", fields: second).status == 200)
    }

    @Test(
        "T55 T57 what is no cookie of ours opens nothing",
        arguments: [
            "", "x", String(repeating: "A", count: 42), String(repeating: "A", count: 44),
            String(repeating: "=", count: 43), String(repeating: "A", count: 42) + "B",
            String(repeating: "A", count: 43) + "=", "\"\(String(repeating: "A", count: 43))\"",
            String(repeating: "A", count: 4096),
        ])
    func nonsense(value: String) throws {
        let visitor = try Stage.required().visitor()
        visitor.session = value
        #expect(try visitor.get("/echo").status == 401)
        #expect(try visitor.navigate("/echo").status == 302)
    }

    @Test("one changed character of a live cookie opens nothing")
    func changed() throws {
        let guest = try Stage.required().guest()
        let cookie = Array(try #require(guest.session))
        for index in cookie.indices {
            var changed = cookie
            changed[index] = changed[index] == "A" ? "E" : "A"
            guest.session = String(changed)
            #expect(try guest.get("/echo").status == 401)
        }
        guest.session = String(cookie)
        #expect(try guest.get("/echo").status == 200)
    }

    @Test("T09 T10 our cookies reach no upstream on any route, the rest passes byte for byte")
    func stripped() throws {
        let stage = try Stage.required()
        let token = try TestIssuer.shared.get().token()
        let ours = [
            "sallyport-insecure-login=1", "__Host-sallyport=2", "__Host-sallyport-refresh=3",
            "sallyport-insecure-x=4",
        ]
        let line = "Cookie: a=1; \(ours.joined(separator: "; b=2; ")); sallyport=5; c=\"6\"\r\n"
        for (target, fields) in [
            ("/public/x", ""), ("/api/x", "Authorization: Bearer \(token)\r\n"),
            ("/optional/x", ""),
        ] {
            let seen = try stage.forwarded(
                line + fields, target: target, host: "localhost")
            #expect(seen.values(of: "cookie") == ["a=1; b=2; b=2; b=2; sallyport=5; c=\"6\""])
        }
    }

    @Test("who am I: subject and end for programs, never a token")
    func whoAmI() throws {
        let stage = try Stage.required()
        let guest = try stage.guest()
        let answer = try guest.get("/.sallyport/session")
        #expect(answer.status == 200)
        #expect(answer["content-type"] == "application/json")
        #expect(answer["cache-control"] == "no-store")
        let form = /\{"subject":"alice","expires":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\}\n/
        #expect(answer.text.wholeMatch(of: form) != nil, "\(answer.text)")
        #expect(!answer.text.contains(try #require(guest.session)))
        let nobody = try stage.visitor().get("/.sallyport/session")
        #expect(nobody.status == 401)
        #expect(nobody["www-authenticate"] == #"Sallyport login="/.sallyport/login""#)
        #expect(try stage.visitor().navigate("/.sallyport/session").status == 302)
        #expect(try guest.navigate("/.sallyport/session").text.contains("alice"))
    }

    @Test("Y2 groups of the account decide, and who lacks them is told as whom they are logged in")
    func groups() throws {
        let stage = try Stage.required()
        #expect(try stage.guest().get("/staff/x").status == 200)
        let bob = try stage.guest("bob")
        #expect(try bob.get("/staff/x").status == 403)
        let page = try bob.navigate("/staff/x")
        #expect(page.status == 403)
        #expect(page.text.contains("bob"))
        #expect(page.text.contains("/.sallyport/login?to=/staff/x"))
    }

    @Test("error pages for people, problem documents for programs")
    func errorPages() throws {
        let visitor = try Stage.required().visitor(host: "localhost")
        for (host, target, status) in [
            ("localhost", "/api/%2f", 400), ("nobody.test", "/", 421),
            ("localhost", "/.sallyport/x", 404),
        ] {
            let someone = try Stage.required().visitor(host: host)
            let page = try someone.navigate(target)
            #expect(page.status == status)
            #expect(page["content-type"] == "text/html; charset=utf-8")
            #expect(page["content-security-policy"]?.contains("default-src 'none'") == true)
            let problem = try someone.get(target)
            #expect(problem.status == status)
            #expect(problem["content-type"] == "application/problem+json")
        }
        let chinese = try visitor.get(
            "/.sallyport/login", fields: "Accept: text/html\r\nAccept-Language: zh-CN,zh;q=0.9\r\n")
        #expect(chinese["content-language"] == "zh-Hans")
        #expect(chinese.text.contains("lang=\"zh-Hans\""))
    }
}
