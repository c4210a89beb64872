import Foundation
import TestKit
import Testing

extension Stage {
    /// A command with the stage's configuration, in its folder.
    func run(_ arguments: [String], input: String = "") throws -> CommandResult {
        try Sallyport.run(
            arguments + ["--config", folder.path(of: "sallyport.yaml")], input: input,
            in: folder.path)
    }

    /// The whole ID of the session that a visitor has.
    func sessionID(of visitor: Visitor) throws -> String {
        let shown = try run(
            ["sessions", "show", "--json", "--cookie", "-"],
            input: #require(visitor.session))
        try #require(shown.code == 0, "\(shown.errors)")
        return try #require(JSONLine(shown.output)?["id"])
    }
}

@Suite("sessions list, show and end beside a running gateway", .sessionStage)
struct SessionCommandTests {
    @Test("list names who is logged in, in columns and as JSON, one account's alone if asked")
    func list() throws {
        let stage = try Stage.required()
        let id = try stage.sessionID(of: stage.guest())
        let bob = try stage.sessionID(of: stage.guest("bob", host: "other.localhost"))
        let listed = try stage.run(["sessions", "list"])
        #expect(listed.code == 0 && listed.errors.isEmpty, "\(listed.errors)")
        let lines = listed.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("id                subject  host") == true)
        let row = try #require(lines.first { $0.hasPrefix(id.prefix(16)) }, "\(listed.output)")
        #expect(row.contains("  alice    localhost ") && row.contains("127.0.0.1"))
        #expect(!listed.output.contains(id), "a line has no room for all of it")
        let json = try stage.run(["sessions", "list", "--json", "--subject", "BOB"])
        let objects = try json.output.split(separator: "\n").map {
            try #require(JSONLine(String($0)), "\($0)")
        }
        let own = try #require(objects.first { $0["id"] == bob })
        #expect(own["host"] == "other.localhost" && own["issuer"] == "accounts")
        #expect(own["claims"] == nil && own["ends"]?.hasSuffix("Z") == true)
        #expect(objects.allSatisfy { $0["subject"] == "bob" })
        #expect(
            try stage.run(["sessions", "list", "--subject", "carol"]).errors == "no sessions\n")
        #expect(try stage.run(["sessions", "list", "--subject", "a b"]).code == 2)
    }

    @Test("T91 what a client sent of itself reaches no terminal as it is")
    func escaping() throws {
        let stage = try Stage.required()
        let visitor = stage.visitor()
        visitor.fetchFields += "User-Agent: a\u{9B}31m\u{202E}b\tc\\\r\n"
        try visitor.logIn("alice", TestAccounts.alice)
        let id = try stage.sessionID(of: visitor)
        for arguments in [["list"], ["list", "--json"], ["show", id], ["show", id, "--json"]] {
            let result = try stage.run(["sessions"] + arguments)
            #expect(result.code == 0, "\(result.errors)")
            let controls = result.output.unicodeScalars.filter {
                $0.properties.generalCategory == .control && $0 != "\n"
            }
            #expect(controls.isEmpty, "\(arguments)")
        }
        let shown = try stage.run(["sessions", "show", id])
        #expect(shown.output.contains(#"a\u{9B}31m\u{202E}b\u{9}c\\"#), "\(shown.output)")
    }

    @Test("show tells of one session by ID or prefix, and what is sealed to its cookie alone")
    func show() throws {
        let stage = try Stage.required()
        let guest = try stage.guest()
        let cookie = try #require(guest.session)
        let id = try stage.sessionID(of: guest)
        for text in [id, String(id.prefix(16)), id.prefix(15).uppercased()] {
            let shown = try stage.run(["sessions", "show", text])
            #expect(shown.code == 0, "\(shown.errors)")
            #expect(shown.output.hasPrefix("session \(id)\n"))
            #expect(shown.output.contains("alice, says accounts"))
            #expect(!shown.output.contains("amr"))
        }
        try stage.folder.write(cookie + "\n", to: "cookie-show")
        for arguments in [["--cookie", "@cookie-show"], [id, "--cookie", "@cookie-show"]] {
            let opened = try stage.run(["sessions", "show"] + arguments)
            #expect(opened.code == 0 && opened.errors.isEmpty, "\(opened.errors)")
            #expect(opened.output.contains(#""amr": ["pwd"]"#), "\(opened.output)")
            #expect(opened.output.contains(#""auth_time": "#))
            #expect(!opened.output.contains(cookie), "T91 the cookie is shown")
        }
        let warned = try stage.run(["sessions", "show", "--json", "--cookie", cookie])
        #expect(warned.errors.contains("warning") && warned.output.contains(#""amr":["pwd"]"#))
        #expect(!warned.errors.contains(cookie))
    }

    @Test("show refuses what names no session, and a cookie of another one")
    func refusals() throws {
        let stage = try Stage.required()
        let id = try stage.sessionID(of: stage.guest())
        try stage.folder.write(#require(stage.guest("bob").session), to: "cookie-bob")
        try stage.folder.write(String(repeating: "A", count: 43), to: "cookie-none")
        let unknown = String(repeating: "0", count: 64)
        let rows: [([String], Int32, String)] = [
            ([unknown], 1, "no such session"), ([String(unknown.prefix(8))], 1, "no such session"),
            ([String(id.prefix(7))], 2, "8 to 64"), ([id + "0"], 2, "8 to 64"),
            (["abcdefgh"], 2, "8 to 64"), ([], 2, "Which session"),
            ([id, "--cookie", "@cookie-bob"], 1, "another session's"),
            (["--cookie", "@cookie-none"], 1, "no such session"),
            (["--cookie", "@sallyport.yaml"], 1, "nothing that a gateway gave out"),
            (["--cookie", "@missing"], 3, "missing cannot be read"),
        ]
        for (arguments, code, words) in rows {
            let result = try stage.run(["sessions", "show"] + arguments)
            #expect(result.code == code, "\(arguments): \(result.errors)")
            #expect(result.errors.contains(words), "\(arguments): \(result.errors)")
            #expect(result.output.isEmpty)
        }
    }

    @Test("end refuses while the gateway runs, and the session lives on")
    func endInUse() throws {
        let stage = try Stage.required()
        let guest = try stage.guest()
        let id = try stage.sessionID(of: guest)
        for arguments in [[id], ["--subject", "alice"]] {
            let result = try stage.run(["sessions", "end"] + arguments)
            #expect(result.code == 3)
            #expect(result.errors.contains("a gateway is using"), "\(result.errors)")
        }
        #expect(try guest.get("/echo").status == 200)
        for arguments in [[], [id, "--subject", "alice"], ["--subject", "a b"], ["abc"]] {
            #expect(try stage.run(["sessions", "end"] + arguments).code == 2, "\(arguments)")
        }
    }
}

@Suite("explain decides by a session's cookie", .sessionStage)
struct SessionExplanationTests {
    /// - Returns: what was told, on both outputs.
    private static func explain(
        _ url: String, cookie: String?, in stage: Stage, _ more: [String] = []
    ) throws -> (text: String, code: Int32?) {
        let arguments = cookie == nil ? [] : ["--cookie", "-"]
        let result = try stage.run(
            ["explain", "GET", url] + arguments + more, input: cookie ?? "")
        if let cookie, cookie.count > 8 {
            #expect(!(result.output + result.errors).contains(cookie), "T91 the cookie is shown")
        }
        return (result.output + result.errors, result.code)
    }

    @Test("who is in the group is let through, who is not is refused, beside a running gateway")
    func groups() throws {
        let stage = try Stage.required()
        let alice = try Self.explain(
            "http://localhost/staff/x", cookie: stage.guest().session, in: stage)
        #expect(alice.code == 0, "\(alice.text)")
        for words in ["a session cookie", "alice, says accounts", "X-User: alice"] {
            #expect(alice.text.contains(words), "\(alice.text)")
        }
        let bob = try Self.explain(
            "http://localhost/staff/x", cookie: stage.guest("bob").session, in: stage)
        #expect(bob.code == 1)
        #expect(bob.text.contains("no  in the group \"staff\"") && bob.text.contains("403"))
    }

    @Test("over https the other of the two names is looked at")
    func secure() throws {
        let stage = try Stage.required()
        let guest = try stage.guest(host: "app.test")
        let explained = try Self.explain("http://app.test/x", cookie: guest.session, in: stage)
        #expect(explained.code == 0, "\(explained.text)")
    }

    @Test("a cookie that opens nothing is told why")
    func sentences() throws {
        let stage = try Stage.required()
        let ended = try stage.guest()
        let cookie = try #require(ended.session)
        _ = try ended.post("/.sallyport/logout", [])
        let other = try stage.guest(host: "other.localhost").session
        for (cookie, words) in [
            (cookie, "the store knows none of that ID"),
            (String(repeating: "A", count: 43), "the store knows none of that ID"),
            ("x", "its cookie holds nothing that the gateway gave out"),
            (other, "it was begun on another host"),
        ] {
            let explained = try Self.explain("http://localhost/x", cookie: cookie, in: stage)
            #expect(explained.code == 1)
            #expect(explained.text.contains(words), "\(explained.text)")
        }
    }

    @Test("T91 no cookie of a session is forwarded or shown, on whatever route")
    func canary() throws {
        let stage = try Stage.required()
        let cookie = try #require(try stage.guest().session)
        for path in ["/public/x", "/both/x", "/optional/x", "/api/x", "/x", "/.sallyport/login"] {
            let explained = try Self.explain(
                "http://localhost\(path)", cookie: cookie, in: stage,
                ["--header", "Cookie: theirs=1"])
            #expect(!explained.text.contains("sallyport-insecure"), "\(explained.text)")
        }
        for smuggling in ["\(cookie); x=canary-value", "a\r\nX: canary-value", "canary-value "] {
            let explained = try Self.explain(
                "http://localhost/public/x", cookie: smuggling, in: stage)
            #expect(!explained.text.contains("canary-value"), "\(explained.text)")
        }
    }

    @Test("a person without a session is led to the login")
    func navigation() throws {
        let stage = try Stage.required()
        let explained = try Self.explain(
            "http://localhost/x?y=1", cookie: nil, in: stage, ["--header", "Accept: text/html"])
        #expect(explained.code == 1)
        #expect(explained.text.contains("302 Found"), "\(explained.text)")
        #expect(explained.text.contains("Location: /.sallyport/login?"), "\(explained.text)")
    }

    @Test("the token and the cookie cannot both be standard input")
    func oneInput() throws {
        let result = try Stage.required().run(
            ["explain", "GET", "http://localhost/x", "--token", "-", "--cookie", "-"], input: "x")
        #expect(result.code == 2)
    }
}

@Suite("sessions end, while no gateway runs")
struct SessionEndTests {
    private static func stage() throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(configuration: plan.sessionConfiguration(), in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    @Test("what was ended is refused after the next start, everything else is not")
    func ends() throws {
        let stage = try Self.stage()
        let guests = try (0..<3).map { _ in try stage.guest() }
        let bobs = try (0..<2).map { _ in try stage.guest("bob") }
        let ids = try (guests + bobs).map { try stage.sessionID(of: $0) }
        try stage.gateway.stop()
        let unknown = String(repeating: "0", count: 64)
        for id in [unknown, String(unknown.prefix(8))] {
            let result = try stage.run(["sessions", "end", id])
            #expect(result.code == 1 && result.errors == "no such session\n", "\(result.errors)")
        }
        for id in [ids[0], String(ids[1].prefix(16))] {
            let result = try stage.run(["sessions", "end", id])
            #expect(result.code == 0 && result.output == "ended 1 session\n", "\(result.errors)")
            #expect(try stage.run(["sessions", "end", id]).code == 1)
        }
        #expect(
            try stage.run(["sessions", "end", "--subject", "bob"]).output == "ended 2 sessions\n")
        #expect(
            try stage.run(["sessions", "end", "--subject", "bob"]).output == "ended 0 sessions\n")
        #expect(try stage.run(["sessions", "list", "--subject", "bob"]).errors == "no sessions\n")
        let file = stage.folder.path(of: "sallyport.yaml")
        let gateway = try RunningGateway(command: ["run", "--config", file], in: stage.folder)
        let visitor = Visitor(gateway)
        for (guest, status) in zip(guests + bobs, [401, 401, 200, 401, 401]) {
            visitor.session = guest.session
            #expect(try visitor.get("/echo").status == status)
        }
        try gateway.stop()
    }

    @Test("without a store yet the commands say so; explain without a cookie does not care")
    func noStore() throws {
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: .ipv4(port: 1), folder: folder)
        try folder.write(plan.sessionConfiguration(), to: "sallyport.yaml")
        let run = { (arguments: [String]) in
            try Sallyport.run(
                arguments, input: String(repeating: "A", count: 43), in: folder.path)
        }
        let absence = "no session store yet"
        let listed = try run(["sessions", "list"])
        #expect(listed.code == 0 && listed.output.isEmpty && listed.errors.contains(absence))
        for arguments in [["show", "0123456789"], ["end", "0123456789"]] {
            let result = try run(["sessions"] + arguments)
            #expect(result.code == 1 && result.errors.contains(absence), "\(result.errors)")
        }
        let explain = ["explain", "GET", "http://localhost/x"]
        let without = try run(explain)
        #expect(without.code == 1 && without.errors.isEmpty)
        let with = try run(explain + ["--cookie", "-"])
        #expect(with.code == 1 && with.errors.contains("note: \(absence)"), "\(with.errors)")
        #expect(with.output.contains("the store knows none of that ID"), "\(with.output)")
        #expect(try !folder.names().contains("sessions"), "a command that reads made it")
    }

    @Test("a store that others may enter is not opened")
    func openFolder() throws {
        let stage = try Self.stage()
        try stage.gateway.stop()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: stage.folder.path(of: "sessions"))
        for command in [["list"], ["end", "0123456789"]] {
            let result = try stage.run(["sessions"] + command)
            #expect(result.code == 3 && result.errors.contains("chmod"), "\(result.errors)")
        }
    }
}
