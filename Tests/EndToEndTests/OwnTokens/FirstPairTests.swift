import TestKit
import Testing

@Suite("S3 A program's first pair", .tokenStage())
struct FirstPairTests {
    @Test("RFC 6749 §5.1 name and password by JSON give a pair, never to be stored")
    func pair() throws {
        let response = try Stage.required().program().logIn()
        let pair = try TokenPair(response)
        #expect(response["cache-control"] == "no-store" && response["pragma"] == "no-cache")
        #expect(response["content-type"] == "application/json")
        #expect(response["set-cookie"] == nil)
        #expect(JSONLine(response.text)?["expires_in"] == "300")
        #expect(pair.refresh.utf8.count == 43)
    }

    @Test("RFC 9068 §2 the access token says who, for whom, by whom, until when")
    func claims() throws {
        let stage = try Stage.required()
        let header = try stage.program().pair().part(0)
        #expect(header["typ"] == "at+jwt" && header["alg"] == "ES256" && header["kid"] != nil)
        let claims = try stage.program(Program.machine).pair().part(1)
        #expect(claims["iss"] == "https://app.test" && claims["aud"] == "api")
        #expect(claims["sub"] == "alice" && claims["client_id"] == "machine")
        #expect(try stage.program().pair().part(1)["client_id"] == "sallyport")
        let issued = try #require(claims["iat"].flatMap { Int($0) })
        #expect(claims["exp"] == "\(issued + 300)")
        #expect(claims["auth_time"] == "\(issued)")
        #expect(claims["sid"]?.utf8.count == 32 && claims["jti"]?.utf8.count == 22)
        #expect(claims.names.isSuperset(of: ["groups", "amr", "account"]))
    }

    @Test("what is wrong is said in OAuth's words, the same for every cause")
    func refused() throws {
        let program = try Stage.required().program()
        expect(try program.logIn("alice", "wrong"), 400, "invalid_grant")
        expect(try program.logIn("nobody", "wrong"), 400, "invalid_grant")
        expect(try program.logIn("no one at all", "x"), 400, "invalid_grant")
        for body in [
            "", "{}", "[]", #"{"username":"alice"}"#, #"{"username":1,"password":"x"}"#,
            #"{"username":"alice","username":"bob","password":"x"}"#,
            #"{"username":"alice","password":null}"#, #"{"username":"alice","password":"x"}}"#,
        ] {
            let response = try program.post("/.sallyport/login", body, type: "application/json")
            expect(response, 400, "invalid_request")
        }
        var other = program
        other.client = ("machine", "wrong secret of it")
        expect(try other.logIn(), 401, "invalid_client")
        other.client = ("unknown", "secret of the machine")
        expect(try other.logIn(), 401, "invalid_client")
        expect(
            try program.logIn(fields: "Authorization: Bearer x\r\n"), 401, "invalid_client")
    }

    @Test("no page can log in so: any Origin, another site, and a browser's cookies are refused")
    func pages() throws {
        let stage = try Stage.required()
        for field in [
            "Origin: http://localhost", "Origin: null", "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site",
        ] {
            #expect(try stage.program().logIn(fields: "\(field)\r\n").status == 403, "\(field)")
        }
        let guest = try stage.guest()
        let cookies = guest.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        expect(
            try stage.program().logIn(fields: "Cookie: \(cookies)\r\n"), 400, "invalid_request")
        #expect(try stage.program().logIn(fields: "Cookie: lang=en\r\n").status == 200)
    }

    @Test("a password does not travel in the clear, except within this machine")
    func unencrypted() throws {
        let stage = try Stage.required()
        var program = stage.program()
        program.host = "plain.test"
        #expect(try program.logIn().status == 403)
        #expect(try program.refresh("x").status == 403)
        program.host = "app.test"
        #expect(try program.logIn().status == 200)
    }

    @Test("T94 the throttle counts programs' tries and people's together")
    func throttled() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(
            configuration: plan.tokenConfiguration().replacing(
                "throttle: {free: 1000}", with: "throttle: {free: 3}"), in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        for _ in 0..<2 {
            expect(try stage.program().logIn("alice", "wrong"), 400, "invalid_grant")
        }
        #expect(try stage.visitor().logIn("alice", "wrong").status == 401)
        let late = try stage.program().logIn()
        expect(late, 429, "temporarily_unavailable")
        #expect(late["retry-after"] == "1")
        #expect(try stage.visitor().logIn("alice", TestAccounts.alice).status == 429)
        try gateway.stop()
    }

    @Test("where no route takes sessions, programs log in and people have no page")
    func withoutSessions() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let configuration = try plan.tokenConfiguration().split(separator: "hosts:")[0]
        let gateway = try RunningGateway(
            configuration: """
                \(configuration)hosts:
                  localhost:
                    upstream: http://\(upstream.endpoint)
                    routes: {/api/**: {auth: bearer, issuer: own}}
                """, in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        let pair = try stage.program().pair()
        #expect(try stage.program().use(pair.access).status == 200)
        #expect(try stage.visitor().navigate("/.sallyport/login").status == 404)
        #expect(try stage.visitor().post("/.sallyport/login", []).status == 404)
        #expect(try stage.visitor().get("/.sallyport/session").status == 404)
        try gateway.stop()
    }

    @Test("the audit trail tells of the login as of any other")
    func audited() throws {
        let stage = try Stage.required()
        _ = try stage.program().pair("bob", TestAccounts.bob)
        let line = try #require(try stage.awaitAudit("login", of: "bob"))
        #expect(line["reason"] == "logged_in" && line["session"]?.utf8.count == 64)
    }

    @Test("T73 T91 no log holds a token or a secret")
    func secrets() throws {
        let stage = try Stage.required()
        let pair = try stage.program(Program.machine).pair()
        _ = try stage.program(Program.machine).refresh(pair.refresh)
        _ = try stage.program().use(pair.access)
        _ = try #require(try stage.awaitAudit("login", of: "alice"))
        let written = try stage.folder.read("audit.log") + stage.folder.read("access.log")
        for secret in [pair.refresh, pair.access, Program.machine.secret, TestAccounts.alice] {
            #expect(!written.contains(secret))
        }
    }
}
