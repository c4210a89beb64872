import Foundation
import TestKit
import Testing

@Suite("R4 Revocation reaches what is under way, and the very next request")
struct RevokedStreamTests {
    /// Opens one stream of each kind, revokes, and sees them end; then a request on many connections, so that
    /// every worker is asked, is refused, though the worker had seen the credential before.
    private static func expectEnd(
        of caller: Caller, at stage: Stage, by order: String, sessions: Int? = nil
    ) throws {
        for _ in 0..<8 {
            #expect(try stage.gateway.exchange(caller.get("/warm")).status == 200)
        }
        let streams = try OpenStream.Kind.allCases.map {
            try OpenStream($0, as: caller, at: stage)
        }
        let dry = try stage.revoke(String(order.dropLast()) + #","dry_run":true}"#)
        #expect(dry.matched.streams == streams.count, "a dry run: \(order)")
        #expect(try stage.gateway.exchange(caller.get("/warm")).status == 200)
        let outcome = try stage.revoke(order)
        #expect(outcome.matched.streams == streams.count, "\(order)")
        if let sessions {
            #expect(outcome.matched.sessions == sessions, "\(order)")
            #expect(dry.matched.sessions == sessions, "\(order)")
        }
        for _ in 0..<8 {
            #expect(try stage.gateway.exchange(caller.get("/warm")).status == 401, "\(order)")
        }
        for stream in streams { try stream.expectEnd() }
    }

    private static let claims = Claims.good("carol").setting("jti", #""t1""#)
        .setting("client_id", #""app""#)

    @Test(
        "T77 T78 a bearer token, by each thing that is said of it",
        arguments: [
            #"{"kind":"token","value":"t1","issuer":"local"}"#,
            #"{"kind":"subject","value":"carol","issuer":"local"}"#,
            #"{"kind":"subject","value":"carol","issuer":"local","before":"now"}"#,
            #"{"kind":"client","value":"app","issuer":"https://issuer.test"}"#,
            #"{"kind":"issuer","value":"local"}"#, #"{"kind":"everything"}"#,
        ])
    func bearer(order: String) throws {
        try Stage.own { stage in
            try Self.expectEnd(of: .bearer(Self.claims), at: stage, by: order, sessions: 0)
        }
    }

    @Test("T53 a token itself, with a jti and without, whoever spells it")
    func token() throws {
        try Stage.own { stage in
            for claims in [Self.claims, Self.claims.removing("jti")] {
                let token = try TestIssuer.shared.get().token(claims)
                let caller = Caller(
                    fields: "Authorization: Bearer \(token)\r\n", host: "stream.localhost")
                try Self.expectEnd(
                    of: caller, at: stage, by: #"{"kind":"token","token":"\#(token)"}"#)
            }
        }
    }

    @Test("a session, by each thing that is said of it")
    func session() throws {
        let orders: [(_ id: String, _ family: String) -> String] = [
            { id, _ in #"{"kind":"session","value":"\#(id)"}"# },
            { _, _ in #"{"kind":"subject","value":"ALICE","issuer":"accounts"}"# },
            { _, _ in #"{"kind":"issuer","value":"accounts"}"# },
            { _, _ in #"{"kind":"everything"}"# },
        ]
        for order in orders {
            try Stage.own { stage in
                let guest = try stage.guest(host: "stream.localhost")
                let (id, family) = try stage.session()
                try Self.expectEnd(
                    of: .session(guest), at: stage, by: order(id, family), sessions: 1)
            }
        }
    }

    @Test("a login with its refresh ID: family and session both end all that came of it")
    func family() throws {
        let orders: [(_ id: String, _ family: String) -> String] = [
            { _, family in #"{"kind":"family","value":"\#(family)"}"# },
            { id, _ in #"{"kind":"session","value":"\#(id)"}"# },
        ]
        for order in orders {
            try Stage.own(sessions: "path: sessions, refresh: 30d, grace: 1s") { stage in
                let guest = try stage.guest(host: "stream.localhost")
                let (id, family) = try stage.session()
                try Self.expectEnd(of: .session(guest), at: stage, by: order(id, family))
            }
        }
    }

    @Test("nobody else is touched, and who was may come back where only the past was meant")
    func others() throws {
        try Stage.own { stage in
            let bob = try OpenStream(
                .webSocket, as: .session(stage.guest("bob", host: "stream.localhost")), at: stage)
            let carol = try Caller.bearer(Self.claims)
            #expect(try stage.gateway.exchange(carol.get("/x")).status == 200)
            let alice = try stage.guest(host: "stream.localhost")
            try stage.revoke(
                #"{"kind":"subject","value":"alice","issuer":"accounts","before":"now"}"#)
            #expect(try alice.get("/x").status == 401)
            #expect(try stage.gateway.exchange(carol.get("/x")).status == 200)
            // Times are whole seconds: what begins in the same one is meant, too.
            Thread.sleep(forTimeInterval: 1.1)
            #expect(try stage.guest(host: "stream.localhost").get("/x").status == 200)
            // Bob's stands until it is his turn.
            try stage.revoke(#"{"kind":"subject","value":"bob","issuer":"accounts"}"#)
            try bob.expectEnd()
        }
    }

    @Test("who is refused learns nothing that a bad token would not have told; the log knows")
    func silence() throws {
        try Stage.own { stage in
            let token = try TestIssuer.shared.get().token(Self.claims)
            let answers = try { () throws -> [WireResponse] in
                let bad = try stage.gateway.exchange(
                    Caller(fields: "Authorization: Bearer \(token)x\r\n", host: "stream.localhost")
                        .get("/x"))
                try stage.revoke(#"{"kind":"token","token":"\#(token)"}"#)
                let revoked = try stage.gateway.exchange(
                    Caller(fields: "Authorization: Bearer \(token)\r\n", host: "stream.localhost")
                        .get("/x"))
                return [bad, revoked]
            }()
            #expect(answers.allSatisfy { $0.status == 401 })
            #expect(answers[0].text == answers[1].text)
            let names = answers.map { $0.head.fields.map(\.name) }
            #expect(names[0] == names[1])
            #expect(answers[1]["www-authenticate"] == answers[0]["www-authenticate"])
            #expect(answers[1].values(of: "www-authenticate").joined().contains("invalid_token"))
            try stage.gateway.stop()
            let log = try stage.folder.read("access.log")
            #expect(log.contains(#""reason":"revoked""#))
            for secret in ["carol", token.split(separator: ".")[1].description] {
                #expect(!log.contains(secret), "T91 \(secret)")
            }
        }
    }
}
