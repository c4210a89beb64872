import TestKit
import Testing

@Suite("RFC 7009 and RFC 7662 Tokens given back, and asked about", .tokenStage("grace: 1s"))
struct RevocationTests {
    private static func isActive(_ token: String) throws -> Bool? {
        let response = try Stage.required().program(Program.robot).ask(
            "introspect", "token=\(token)&token_type_hint=access_token")
        try #require(response.status == 200, "\(response.text)")
        let answer = try #require(JSONLine(response.text))
        if answer["active"] == "0" { #expect(answer.names == ["active"]) }
        return answer["active"] == "1"
    }

    @Test("a refresh token that is given back ends its login", arguments: [true, false])
    func refreshToken(isSpent: Bool) throws {
        let stage = try Stage.required()
        let program = stage.program()
        let first = try program.pair()
        Stage.awaitGrace()
        let second = try TokenPair(program.refresh(first.refresh))
        #expect(try Self.isActive(second.access) == true)
        #expect(try program.use(second.access).status == 200)
        let token = isSpent ? first.refresh : second.refresh
        #expect(try program.ask("revoke", "token=\(token)").status == 200)
        #expect(try program.ask("revoke", "token=\(token)").status == 200)
        expect(try program.refresh(second.refresh), 400, "invalid_grant")
        #expect(try Self.isActive(second.access) == false)
        for access in [first.access, second.access] {
            let refused = try program.use(access)
            #expect(refused.status == 401)
            #expect(refused["www-authenticate"] == "Bearer error=\"invalid_token\"")
        }
        let line = try #require(try stage.awaitAudit("token_revoked", of: "alice"))
        #expect(line["sessions_ended"] == "1")
    }

    @Test("an access token that is given back ends its login, too")
    func accessToken() throws {
        let program = try Stage.required().program()
        let (pair, other) = (try program.pair(), try program.pair())
        #expect(
            try program.ask("revoke", "token=\(pair.access)&token_type_hint=access_token").status
                == 200)
        expect(try program.refresh(pair.refresh), 400, "invalid_grant")
        #expect(try Self.isActive(pair.access) == false)
        #expect(try program.use(pair.access).status == 401)
        #expect(try program.use(other.access).status == 200)
        #expect(try program.refresh(other.refresh).status == 200)
    }

    @Test("whatever is given back, the answer is 200, unless a client is not who it says")
    func anything() throws {
        let stage = try Stage.required()
        for token in ["x", String(repeating: "A", count: 43), "a.b.c", ""] {
            #expect(try stage.program().ask("revoke", "token=\(token)").status == 200)
        }
        expect(try stage.program().ask("revoke", "token_type_hint=x"), 400, "invalid_request")
        expect(try stage.program().ask("revoke", "token=x&token=x"), 400, "invalid_request")
        expect(
            try stage.program().ask("revoke", "token=x&client_id=machine"), 401, "invalid_client")
        let session = try stage.guest()
        #expect(try stage.program().ask("revoke", "token=\(session.session ?? "")").status == 200)
        #expect(try session.get("/echo").status == 200)
    }

    @Test("a client's tokens are given back by that client alone")
    func owner() throws {
        let stage = try Stage.required()
        let machine = stage.program(Program.machine)
        let pair = try machine.pair()
        for token in [pair.refresh, pair.access] {
            expect(try stage.program().ask("revoke", "token=\(token)"), 401, "invalid_client")
            #expect(try stage.program(Program.robot).ask("revoke", "token=\(token)").status == 200)
        }
        #expect(try Self.isActive(pair.access) == true)
        #expect(try machine.ask("revoke", "token=\(pair.refresh)").status == 200)
        #expect(try Self.isActive(pair.access) == false)
    }

    @Test("who asks about a token proves who it is")
    func asker() throws {
        let stage = try Stage.required()
        let token = try stage.program().pair().access
        expect(try stage.program().ask("introspect", "token=\(token)"), 401, "invalid_client")
        let form = "token=\(token)&client_id=sallyport"
        expect(try stage.program().ask("introspect", form), 401, "invalid_client")
        expect(try stage.program(Program.robot).ask("introspect", ""), 400, "invalid_request")
    }

    @Test("an active token is told with what it says; every other kind is not active")
    func introspected() throws {
        let stage = try Stage.required()
        let pair = try stage.program(Program.machine).pair()
        let response = try stage.program(Program.robot).ask("introspect", "token=\(pair.access)")
        let answer = try #require(JSONLine(response.text))
        let claims = try pair.part(1)
        #expect(answer["active"] == "1" && answer["token_type"] == "Bearer")
        for name in ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "sid"] {
            #expect(answer[name] == claims[name] && answer[name] != nil, "\(name)")
        }
        #expect(answer["account"] == nil)
        let foreign = try TestIssuer.shared.get().token()
        let session = try #require(try stage.guest().session)
        for other in [pair.refresh, foreign, session, "x", "\(pair.access)A", ""] {
            #expect(try Self.isActive(other) == false)
        }
    }
}
