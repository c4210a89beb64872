import Foundation
import TestKit
import Testing

@Suite("R4 S6 What is under way ends with its session, and with its credential's time")
struct EndedStreamTests {
    private static let refreshing = "path: sessions, refresh: 30d, grace: 1s"

    private static func streams(of guest: Visitor, at stage: Stage) throws -> [OpenStream] {
        try [OpenStream.Kind.webSocket, .events].map {
            try OpenStream($0, as: .session(guest), at: stage)
        }
    }

    @Test("C11 logout", arguments: ["path: sessions", refreshing])
    func logout(sessions: String) throws {
        try Stage.own(sessions: sessions) { stage in
            let guest = try stage.guest(host: "stream.localhost")
            let streams = try Self.streams(of: guest, at: stage)
            #expect(try guest.post("/.sallyport/logout", []).status == 303)
            for stream in streams { try stream.expectEnd() }
        }
    }

    @Test("a new login in the same browser")
    func secondLogin() throws {
        try Stage.own { stage in
            let guest = try stage.guest(host: "stream.localhost")
            let streams = try Self.streams(of: guest, at: stage)
            #expect(try guest.logIn("bob", TestAccounts.bob).status == 303)
            for stream in streams { try stream.expectEnd() }
        }
    }

    @Test("a refresh ID that comes again after its time")
    func reuse() throws {
        try Stage.own(sessions: Self.refreshing) { stage in
            let guest = try stage.guest(host: "stream.localhost")
            let stolen = guest.cookies
            let streams = try Self.streams(of: guest, at: stage)
            guest.session = nil
            Thread.sleep(forTimeInterval: 2.05)
            #expect(try guest.get("/x").status == 200)
            Thread.sleep(forTimeInterval: 2.05)
            guest.cookies = stolen
            guest.session = nil
            #expect(try guest.get("/x").status == 401)
            for stream in streams { try stream.expectEnd() }
        }
    }

    @Test("a password that changed")
    func changedAccount() throws {
        try Stage.own { stage in
            let streams = try Self.streams(
                of: stage.guest(host: "stream.localhost"), at: stage)
            try stage.folder.write(
                TestAccounts.file.replacing(
                    #/alice:.*\n/#, with: TestAccounts.changedAlice), to: "users.htpasswd")
            for stream in streams { try stream.expectEnd() }
        }
    }

    @Test("the operator's DELETE of a session")
    func deleted() throws {
        try Stage.own(sessions: Self.refreshing) { stage in
            let guest = try stage.guest(host: "stream.localhost")
            let streams = try Self.streams(of: guest, at: stage)
            let id = try stage.session().id
            #expect(try stage.order("GET", "/v1/sessions/\(id)").text.contains("\"alice\""))
            let answer = try stage.order("DELETE", "/v1/sessions/\(id)")
            #expect(answer.text.contains(#""sessions":1,"streams":2"#), "\(answer.text)")
            for stream in streams { try stream.expectEnd() }
            #expect(try guest.get("/x").status == 401)
            #expect(try stage.order("DELETE", "/v1/sessions/\(id)").status == 404)
        }
    }

    @Test("a token's time, unless the route lets streams outlive it")
    func expiry() throws {
        try Stage.own { stage in
            // Refused from 30 seconds behind its end: the skew of clocks.
            let claims = Claims.good("dora").setting("exp", "\(Claims.now - 30 + 3)")
            let caller = try Caller.bearer(claims)
            let streams = try [OpenStream.Kind.webSocket, .events, .download].map {
                try OpenStream($0, as: caller, at: stage)
            }
            let outliving = try OpenStream(.webSocket, as: caller, to: "/on/x", at: stage)
            for stream in streams { try stream.expectEnd() }
            #expect(try stage.gateway.exchange(caller.get("/x")).status == 401)
            try stage.revoke(#"{"kind":"subject","value":"dora","issuer":"local"}"#)
            try outliving.expectEnd()
        }
    }
}
