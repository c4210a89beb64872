import TestKit
import Testing

@Suite("S3 Refresh tokens", .tokenStage("grace: 1s"))
struct RefreshTokenTests {
    /// A pair whose refresh token is old enough to be redeemed.
    private static func ripe(
        _ program: Program, _ username: String = "alice", _ password: String = TestAccounts.alice
    ) throws -> TokenPair {
        let pair = try program.pair(username, password)
        Stage.awaitGrace()
        return pair
    }

    @Test("RFC 6749 §6 it becomes the next pair of the same login")
    func redeemed() throws {
        let program = try Stage.required().program()
        let first = try Self.ripe(program)
        let response = try program.refresh(first.refresh)
        let second = try TokenPair(response)
        #expect(second.refresh != first.refresh && second.access != first.access)
        #expect(response["cache-control"] == "no-store")
        #expect(try program.use(second.access).status == 200)
        let (old, new) = (try first.part(1), try second.part(1))
        #expect(old["sid"] == new["sid"] && old["auth_time"] == new["auth_time"])
        #expect(old["jti"] != new["jti"])
    }

    @Test("Q39 C01 of many requests at once one rotates, and all get the very same pair")
    func stampede() throws {
        let stage = try Stage.required()
        let pair = try Self.ripe(stage.program())
        let body = "grant_type=refresh_token&refresh_token=\(pair.refresh)"
        let clients = try (0..<200).map { _ in try stage.gateway.connect() }
        for client in clients {
            try client.send(
                "POST /.sallyport/oauth/token HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
        var given: [TokenPair] = []
        for client in clients { given.append(try TokenPair(client.receive())) }
        #expect(given.allSatisfy { $0 == given[0] })
        #expect(given[0].refresh != pair.refresh)
        #expect(try stage.program().use(given[0].access).status == 200)
    }

    @Test("the newest gets itself back within the grace period, with a fresh access token")
    func newest() throws {
        let program = try Stage.required().program()
        let first = try program.pair()
        let again = try TokenPair(program.refresh(first.refresh))
        #expect(again.refresh == first.refresh && again.access != first.access)
        #expect(try program.use(again.access).status == 200)
    }

    @Test("T59 Q39 a spent one that comes again later ends all that came of the login")
    func reuse() throws {
        let stage = try Stage.required()
        let program = stage.program()
        let first = try Self.ripe(program, "bob", TestAccounts.bob)
        let second = try TokenPair(program.refresh(first.refresh))
        #expect(try TokenPair(program.refresh(first.refresh)) == second)
        Stage.awaitGrace()
        expect(try program.refresh(first.refresh), 400, "invalid_grant")
        expect(try program.refresh(second.refresh), 400, "invalid_grant")
        let line = try #require(try stage.awaitAudit("refresh_reused", of: "bob"))
        #expect(line["sessions_ended"] == "1")
    }

    @Test("RFC 6749 §2.3.1 a client proves who it is by Basic or by parameters, not by both")
    func authentication() throws {
        let stage = try Stage.required()
        let program = stage.program(Program.machine)
        let anonymous = stage.program()
        let token = try program.pair().refresh
        let form = "grant_type=refresh_token&refresh_token=\(token)"
        let posted = "client_id=machine&client_secret=secret+of+the%20machine"
        #expect(try program.refresh(token).status == 200)
        #expect(try anonymous.ask("token", "\(form)&\(posted)").status == 200)
        #expect(try program.ask("token", "\(form)&client_id=machine").status == 200)
        var encoded = program
        encoded.client = ("machine", "secret+of%20the+machine")
        #expect(try encoded.refresh(token).status == 200)
        expect(try program.ask("token", "\(form)&\(posted)"), 400, "invalid_request")
        expect(try program.ask("token", "\(form)&client_id=robot"), 400, "invalid_request")
        for bad in [
            "client_id=machine", "client_id=machine&client_secret=secret",
            "client_id=nobody", "client_id=nobody&client_secret=secret+of+the+machine",
            "client_id=machine&client_secret=",
        ] {
            expect(try anonymous.ask("token", "\(form)&\(bad)"), 401, "invalid_client")
        }
        // Somebody has the token of a client, and no secret.
        expect(try anonymous.refresh(token), 401, "invalid_client")
        expect(try anonymous.ask("token", "\(form)&client_id=sallyport"), 401, "invalid_client")
        expect(try stage.program(Program.robot).refresh(token), 400, "invalid_grant")
        #expect(try program.refresh(token).status == 200)
    }

    @Test("the pair of a program without a secret is for whoever has it, and for no client")
    func possession() throws {
        let stage = try Stage.required()
        let token = try stage.program().pair().refresh
        #expect(try stage.program().refresh(token).status == 200)
        let named = "grant_type=refresh_token&client_id=sallyport&refresh_token=\(token)"
        #expect(try stage.program().ask("token", named).status == 200)
        expect(try stage.program(Program.machine).refresh(token), 400, "invalid_grant")
    }

    @Test("T69 a parameter that stands there twice, or is absent, is no request")
    func parameters() throws {
        let program = try Stage.required().program()
        let token = try program.pair().refresh
        let form = "grant_type=refresh_token&refresh_token=\(token)"
        for bad in [
            "", "refresh_token=\(token)", "grant_type=refresh_token",
            "\(form)&refresh_token=\(token)",
            "\(form)&grant_type=refresh_token", "grant_type=refresh_token&refresh_token=",
            "\(form)&client_secret=x", "\(form)&x=%zz",
        ] {
            expect(try program.ask("token", bad), 400, "invalid_request")
        }
        expect(
            try program.ask("token", "grant_type=password&username=alice&password=correct+horse"),
            400, "unsupported_grant_type")
        expect(
            try program.ask("token", "grant_type=client_credentials"), 400, "unsupported_grant_type"
        )
        expect(try program.ask("token", "\(form)&scope=all"), 400, "invalid_scope")
        expect(
            try program.post("/.sallyport/oauth/token", "{}", type: "application/json"), 400,
            "invalid_request")
        let shown = try Stage.required().gateway.exchange(
            "GET /.sallyport/oauth/token?\(form) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(shown.status == 405 && shown["allow"] == "POST")
    }

    @Test("what is no refresh token gets nothing")
    func strangers() throws {
        let stage = try Stage.required()
        let program = stage.program()
        let pair = try program.pair()
        for bad in [
            "x", String(repeating: "A", count: 43), pair.access, String(pair.refresh.dropLast()),
            pair.refresh + "A",
        ] {
            expect(try program.refresh(bad), 400, "invalid_grant")
        }
    }

    @Test("T54 a refresh ID is no refresh token, nor the other way round, where there are both")
    func refreshIDs() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(
            configuration: plan.tokenConfiguration().replacing(
                "sessions: {path: sessions}", with: "sessions: {path: sessions, refresh: 30d}"),
            in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        let guest = try stage.guest()
        let refreshID = try #require(guest.refresh)
        expect(try stage.program().refresh(refreshID), 400, "invalid_grant")
        #expect(try stage.program().ask("revoke", "token=\(refreshID)").status == 200)
        let pair = try stage.program().pair()
        let visitor = stage.visitor()
        visitor.refresh = pair.refresh
        #expect(try visitor.get("/echo").status == 401)
        // Neither has ended by it.
        guest.session = nil
        #expect(try guest.get("/echo").status == 200)
        #expect(try stage.program().refresh(pair.refresh).status == 200)
        try gateway.stop()
    }

    @Test("T54 a session's cookie is no refresh token, and a refresh token no cookie")
    func kinds() throws {
        let stage = try Stage.required()
        let session = try #require(try stage.guest().session)
        expect(try stage.program().refresh(session), 400, "invalid_grant")
        let pair = try stage.program().pair()
        for name in [
            "sallyport-insecure", "sallyport-insecure-refresh", "sallyport-insecure-access",
        ] {
            for value in [pair.refresh, pair.access] {
                let visitor = stage.visitor()
                visitor.cookies[name] = value
                #expect(try visitor.get("/echo").status == 401, "\(name)")
            }
        }
        #expect(try stage.program().use(pair.refresh).status == 401)
    }
}
