import Foundation
import TestKit
import Testing

@Suite("revoke, revocations and sessions by way of the gateway that runs")
struct RevokeCommandTests {
    @Test("R6 revoke says what it ended; explain says by what a credential is revoked")
    func revoke() throws {
        try Stage.own { stage in
            let token = try TestIssuer.shared.get().token(.good("carol"))
            try stage.folder.write(token, to: "token")
            let caller = Caller(
                fields: "Authorization: Bearer \(token)\r\n", host: "stream.localhost")
            let stream = try OpenStream(.events, as: caller, at: stage)
            let subject = ["revoke", "subject", "carol", "--issuer", "local"]
            let dry = try stage.run(subject + ["--dry-run"])
            #expect(dry.output == "would end 0 sessions and 1 request under way\n")
            let explained = ["explain", "GET", "http://localhost/api/x", "--token", "@token"]
            #expect(try stage.run(explained).code == 0)
            let done = try stage.run(
                subject + ["--reason", "left", "--expires", "24h", "--before", "now"])
            #expect(done.code == 0, "\(done.errors)")
            #expect(done.output.contains("ended 0 sessions and 1 request under way"))
            try stream.expectEnd()
            let refused = try stage.run(explained)
            #expect(refused.code == 1)
            #expect(refused.output.contains("it was revoked, by its subject"), "\(refused.output)")
            let id = try #require(
                done.output.split(separator: "\n").last?.split(separator: " ").last)
            let listed = try stage.run(["revocations", "list"])
            #expect(listed.output.contains(id) && listed.output.contains("left"))
            #expect(try stage.run(["revocations", "remove", String(id)]).code == 0)
            #expect(try stage.run(["revocations", "remove", String(id)]).code == 1)
            #expect(try stage.run(["revocations", "remove", "x"]).code == 2)
            #expect(try stage.gateway.exchange(caller.get("/x")).status == 200)
            // The token itself, on standard input.
            let json = try stage.run(["revoke", "token", "-", "--json"], input: token + "\n")
            #expect(JSONLine(json.output)?["verified"] == "1", "\(json.output)\(json.errors)")
            #expect(try stage.gateway.exchange(caller.get("/x")).status == 401)
            #expect(try stage.run(explained).output.contains("revoked, by its token"))
        }
    }

    @Test("what cannot be is refused with its exit code")
    func faults() throws {
        try Stage.own { stage in
            let rows: [([String], Int32, String)] = [
                (["revoke", "user", "x"], 2, "kind"), (["revoke", "subject"], 2, "Which subject"),
                (["revoke", "everything", "x"], 2, "no value"),
                (["revoke", "subject", "x", "--issuer", "nobody"], 1, "no issuer"),
                (["revoke", "session", "12"], 1, "hexadecimal"),
                (["revoke", "session", "12345678"], 1, "no such session"),
                (["revoke", "token", "@missing"], 3, "missing"),
                (["revoke", "subject", "x", "--socket", "nowhere.sock"], 3, "no gateway runs"),
                (["revocations", "import", "missing"], 3, "missing"),
            ]
            for (arguments, code, words) in rows {
                let result = try stage.run(arguments)
                #expect(result.code == code, "\(arguments): \(result.errors)")
                #expect(result.errors.contains(words), "\(arguments): \(result.errors)")
            }
            try stage.folder.write(
                #"{"kind":"client","value":"a","issuer":"local"}"# + "\nx\n", to: "list.ndjson")
            let imported = try stage.run(["revocations", "import", "list.ndjson"])
            #expect(imported.code == 1 && imported.errors.hasPrefix("list.ndjson:2: "))
            #expect(imported.output == "2 lines: 1 taken, 1 of them new, 1 refused\n")
            #expect(try stage.run(["revocations", "export"]).output.contains(#""client""#))
        }
    }

    @Test("sessions are listed, shown and ended while the gateway runs")
    func sessions() throws {
        try Stage.own(sessions: "path: sessions, refresh: 30d") { stage in
            let alice = try stage.guest()
            let bob = try stage.guest("bob")
            let direct = try stage.order("GET", "/v1/sessions?subject=alice")
            let listed = try stage.run(["sessions", "list", "--json", "--subject", "alice"])
            #expect(direct.text.contains(listed.output.trimmingCharacters(in: .newlines)))
            let id = try stage.session().id
            #expect(try stage.run(["sessions", "show", String(id.prefix(10))]).output.contains(id))
            #expect(try stage.run(["sessions", "end", String(id.prefix(10))]).code == 0)
            #expect(try alice.get("/echo").status == 401)
            #expect(try bob.get("/echo").status == 200)
            let ended = try stage.run(["sessions", "end", "--subject", "bob"])
            #expect(ended.output == "ended 1 session\n", "\(ended.errors)")
            #expect(try bob.get("/echo").status == 401)
            #expect(try stage.run(["sessions", "end", id]).code == 1)
            let again = try stage.guest()
            let digits = try String(stage.session().id.prefix(16))
            let revoked = try stage.run(["revoke", "session", digits])
            #expect(revoked.output.contains("ended 1 session and"), "\(revoked.errors)")
            #expect(try again.get("/echo").status == 401)
        }
    }

    @Test(
        "other people's clients see it, too: websockets a Close 3000, curl a transfer cut short",
        .enabled(if: Python.path != nil, Python.whySkipped))
    func foreignClients() throws {
        let echo = try RunningGateway(
            command: ["echo", "--listen", "127.0.0.1:0"], in: TemporaryFolder())
        let host =
            try "  echo.localhost: {upstream: \"http://\(echo.endpoint(of: "echo"))\", routes: "
            + "{/**: {auth: bearer, websocket: true}}}"
        try Stage.own(hosts: host) { stage in
            let token = try TestIssuer.shared.get().token(.good("erin"))
            let marker = Marker()
            stage.upstream.answer(marker.text) { exchange in
                try exchange.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n")
                try exchange.waitUntilEnd()
            }
            let endpoint = try stage.gateway.endpoint()
            let socket = try ChildProcess(
                Python.path ?? "python3",
                [
                    Python.repository + "/Tests/Peers/peer.py", "closed", "\(endpoint)", "/frames",
                    "echo.localhost", token,
                ])
            let curl = try ChildProcess(
                "curl",
                [
                    "-sSN", "--max-time", "60", "-H", "Host: stream.localhost", "-H",
                    "Authorization: Bearer \(token)", "http://\(endpoint)/\(marker)",
                ])
            _ = try socket.wait { $0.output.starts(with: Array("open\n".utf8)) ? true : nil }
            _ = try #require(stage.upstream.waitForRequest(with: marker.text))
            _ = try curl.wait { $0.output.isEmpty ? nil : true }
            try stage.revoke(#"{"kind":"subject","value":"erin","issuer":"local"}"#)
            let frames = CommandResult(try socket.waitUntilEnd())
            #expect(frames.output == "open\n3000\n", "\(frames.errors)")
            let events = CommandResult(try curl.waitUntilEnd())
            #expect(events.output == "data: a\n\n")
            #expect([18, 56].contains(events.code), "\(events.errors)")
        }
    }
}
