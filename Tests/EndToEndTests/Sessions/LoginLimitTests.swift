import Foundation
import TestKit
import Testing

extension Stage {
    /// Sends that many logins of one account at once, each by a browser of its own; those that are told
    /// that too many wait are sent again.
    /// - Returns: who logged in, and the statuses of the others.
    func logInAtOnce(
        _ count: Int, as username: String, _ password: String
    ) throws -> (guests: [Visitor], refusals: [Int]) {
        var waiting = (0..<count).map { _ in visitor() }
        var guests: [Visitor] = [], refusals: [Int] = []
        let limit = ContinuousClock.now + .failureBound
        while !waiting.isEmpty, ContinuousClock.now < limit {
            let asked = try waiting.map { visitor in
                (visitor, try gateway.connect(), try visitor.loginRequest(username, password))
            }
            for (_, client, request) in asked { try client.send(request) }
            waiting = []
            for (visitor, client, _) in asked {
                let response = try client.receive()
                visitor.keepCookies(of: response)
                switch response.status {
                case 303: guests.append(visitor)
                case 503: waiting.append(visitor)
                case let status: refusals.append(status)
                }
            }
        }
        try #require(waiting.isEmpty, "still busy")
        return (guests, refusals)
    }
}

extension Visitor {
    /// Opens the form; the request that would answer it, whole.
    func loginRequest(_ username: String, _ password: String) throws -> String {
        let page = try navigate("/.sallyport/login")
        let form = try #require(Visitor.field("form", in: page.text))
        let fields = [("username", username), ("password", password), ("form", form)]
        return whole(
            "POST", "/.sallyport/login",
            fields: "Content-Type: application/x-www-form-urlencoded\r\n", body: Self.form(fields))
    }

    /// What the page of the limit offers: the fields of each of its forms.
    static func choices(in page: WireResponse) -> [[(String, String)]] {
        page.text.split(separator: "<form ").dropFirst().map { form in
            ["username", "ticket", "to", "end"].compactMap { name in
                field(name, in: String(form)).map { (name, $0) }
            }
        }
    }
}

@Suite(
    "S5 A limit that refuses", .serialized,
    .stage {
        try $0.sessionConfiguration(
            sessions:
                "path: sessions, per_account: {limit: 2, when_full: refuse, groups: {staff: 3}}")
    })
struct LoginLimitTests {
    private static func fill(_ username: String = "bob") throws -> [Visitor] {
        let stage = try Stage.required()
        let first = try Self.makeRoom(for: username)
        return [first]
            + (try (1..<(username == "bob" ? 2 : 3)).map { _ in try stage.guest(username) })
    }

    /// Somebody who is logged in alone.
    private static func makeRoom(for username: String) throws -> Visitor {
        let visitor = try Stage.required().visitor()
        var page = try visitor.logIn(
            username, username == "bob" ? TestAccounts.bob : TestAccounts.alice)
        if page.status == 409 {
            page = try visitor.post(
                "/.sallyport/login", try #require(Visitor.choices(in: page).first))
        }
        try #require(page.status == 303, "\(page.text)")
        #expect(try visitor.end("others").status == 200)
        return visitor
    }

    @Test("one more is shown who is logged in, ends one of them, and is in")
    func endsAnother() throws {
        let guests = try Self.fill()
        let stage = try Stage.required()
        let visitor = stage.visitor()
        let page = try visitor.logIn("bob", TestAccounts.bob, to: "/app/page")
        #expect(page.status == 409)
        #expect(visitor.session == nil)
        #expect(page["cache-control"] == "no-store")
        #expect(!page.text.contains(TestAccounts.bob) && !page.text.contains("type=\"password\""))
        let oldest = try #require(try guests[0].devices().first { $0.current }?.id)
        let choices = Visitor.choices(in: page)
        #expect(choices.count == 2)
        let choice = try #require(choices.first { $0.contains { $0.1 == oldest } })
        let done = try visitor.post("/.sallyport/login", choice)
        #expect(done.status == 303 && done["location"] == "/app/page")
        #expect(try guests[0].get("/echo").status == 401)
        #expect(try guests[1].get("/echo").status == 200)
        #expect(try visitor.get("/echo").status == 200)
        #expect(try visitor.devices().count == 2)
        #expect(try stage.awaitAudit("session_ended", session: oldest)?["subject"] == "bob")
        // The ticket is spent: the browser has forgotten what it was bound to.
        #expect(visitor.cookies["sallyport-insecure-login"] == nil)
        #expect(try visitor.post("/.sallyport/login", choice).status == 403)
    }

    @Test("a wrong password learns nothing of it")
    func wrongPassword() throws {
        _ = try Self.fill()
        let response = try Stage.required().visitor().logIn("bob", "wrong")
        #expect(response.status == 401)
        #expect(!response.text.contains("ticket"))
    }

    @Test("a group's limit holds for its own")
    func group() throws {
        let guests = try Self.fill("alice")
        for guest in guests { #expect(try guest.get("/echo").status == 200) }
        #expect(
            try Stage.required().visitor().logIn("alice", TestAccounts.alice).status == 409)
    }

    @Test("T61 who has a session logs in anew in its place")
    func again() throws {
        let guests = try Self.fill()
        #expect(try guests[1].logIn("bob", TestAccounts.bob).status == 303)
        #expect(try guests[0].get("/echo").status == 200)
    }

    @Test("T54 T56 a ticket is good for its browser, its account and its own form alone")
    func tickets() throws {
        let guests = try Self.fill()
        let stage = try Stage.required()
        let visitor = stage.visitor()
        let page = try visitor.logIn("bob", TestAccounts.bob)
        let choice = try #require(Visitor.choices(in: page).first)
        let ticket = try #require(choice.first { $0.0 == "ticket" }?.1)
        func status(_ visitor: Visitor, _ name: String, _ value: String) throws -> Int {
            try visitor.post(
                "/.sallyport/login", choice.map { $0.0 == name ? (name, value) : $0 }
            ).status
        }
        let thief = stage.visitor()
        _ = try thief.navigate("/.sallyport/login")
        #expect(try thief.post("/.sallyport/login", choice).status == 403)
        #expect(try stage.visitor().post("/.sallyport/login", choice).status == 403)
        for (name, value) in [
            ("username", "alice"), ("username", "nobody"), ("username", ""), ("ticket", ""),
            ("ticket", "A" + ticket.dropFirst(2) + "A"),
            ("ticket", String(repeating: "A", count: 54)),
        ] {
            #expect(try status(visitor, name, value) == 403, "\(name) \(value)")
        }
        let form = try #require(
            Visitor.field("form", in: try visitor.navigate("/.sallyport/login").text))
        #expect(try status(visitor, "ticket", form) == 403, "a form's token is no ticket")
        let asForm = [("username", "bob"), ("password", TestAccounts.bob), ("form", ticket)]
        #expect(try visitor.post("/.sallyport/login", asForm).status == 403)
        visitor.fetchFields = "Sec-Fetch-Site: cross-site\r\n"
        #expect(try visitor.post("/.sallyport/login", choice).status == 403)
        for guest in guests { #expect(try guest.get("/echo").status == 200) }
    }

    @Test("with a ticket nobody else's login is ended, and what is gone already is no matter")
    func foreignChoice() throws {
        let guests = try Self.fill()
        let stage = try Stage.required()
        let alice = try Self.makeRoom(for: "alice")
        let foreign = try #require(try alice.devices().first { $0.current }?.id)
        let visitor = stage.visitor()
        let page = try visitor.logIn("bob", TestAccounts.bob)
        let choice = try #require(Visitor.choices(in: page).first)
        let other = choice.map { $0.0 == "end" ? ("end", foreign) : $0 }
        #expect(try visitor.post("/.sallyport/login", other).status == 409)
        #expect(try alice.get("/echo").status == 200)
        #expect(try guests[1].post("/.sallyport/logout", []).status == 303)
        #expect(try visitor.post("/.sallyport/login", other).status == 303)
    }

    @Test("of a hundred logins at once as many are in as may be, and the others are told")
    func stampede() throws {
        let first = try Self.makeRoom(for: "bob")
        #expect(try first.post("/.sallyport/logout", []).status == 303)
        let stage = try Stage.required()
        let (guests, refusals) = try stage.logInAtOnce(100, as: "bob", TestAccounts.bob)
        #expect(guests.count == 2)
        #expect(refusals == Array(repeating: 409, count: 98))
        #expect(try #require(guests.first).devices().count == 2)
    }
}

@Suite(
    "S5 A limit that ends the oldest", .serialized,
    .stage {
        try $0.sessionConfiguration(sessions: "path: sessions, per_account: {limit: 5}")
    })
struct EvictionTests {
    @Test("the one who logged in first is out, and the audit trail says so")
    func oldest() throws {
        let stage = try Stage.required()
        let first = try stage.guest("bob")
        let id = try #require(try first.devices().first { $0.current }?.id)
        _ = try first.end("others")
        // Times are kept in seconds: who came in the same one is as old.
        Thread.sleep(forTimeInterval: 1.05)
        let others = try (0..<5).map { _ in try stage.guest("bob") }
        #expect(try first.get("/echo").status == 401)
        for other in others { #expect(try other.get("/echo").status == 200) }
        let line = try #require(try stage.awaitAudit("session_evicted", session: id))
        #expect(line["subject"] == "bob" && line["reason"] == "login_limit_reached")
    }

    @Test("what prints the row of docs/reliability.md does, with a few", .timeLimit(.minutes(2)))
    func chaos() throws {
        let result = try CommandResult.of(
            "env",
            [
                "SALLYPORT_BINARY=\(Sallyport.path)", "SALLYPORT_PYTHON=python3",
                Python.repository + "/scripts/chaos", "limit", "20",
            ])
        #expect(result.code == 0, "\(result.output)\(result.errors)")
        #expect(result.output.matches(of: /0 complaints; 5 alive;/).count == 2)
    }

    @Test("a hundred logins at once leave exactly five")
    func stampede() throws {
        let stage = try Stage.required()
        let (guests, refusals) = try stage.logInAtOnce(100, as: "alice", TestAccounts.alice)
        #expect(guests.count == 100 && refusals.isEmpty)
        #expect(try guests.filter { try $0.get("/echo").status == 200 }.count == 5)
    }
}

@Suite(
    "S5 A limit of devices", .serialized,
    .stage {
        try $0.sessionConfiguration(
            sessions: "path: sessions, refresh: 30d, per_account: {limit: 2, count: devices, "
                + "when_full: refuse}")
    })
struct DeviceLimitTests {
    @Test("a browser is one device however often it logs in, and all of it ends together")
    func devices() throws {
        let stage = try Stage.required()
        let browser = try stage.guest("bob")
        let forgotten = browser.session
        browser.forgetSession()
        #expect(try browser.logIn("bob", TestAccounts.bob).status == 303, "the same device")
        let other = try stage.guest("bob")
        let visitor = stage.visitor()
        let page = try visitor.logIn("bob", TestAccounts.bob)
        #expect(page.status == 409)
        let choices = Visitor.choices(in: page)
        #expect(choices.count == 2, "two browsers with three logins")
        let own = try #require(try other.devices().first { $0.current }?.id)
        let choice = try #require(choices.first { !$0.contains { $0.1 == own } })
        #expect(try visitor.post("/.sallyport/login", choice).status == 303)
        #expect(try browser.get("/echo").status == 401)
        browser.session = forgotten
        #expect(try browser.get("/echo").status == 401)
        #expect(try other.get("/echo").status == 200)
        #expect(try visitor.devices().map(\.current) == [true, false])
    }
}

extension Visitor {
    /// As when the browser was closed: what lives as long as its windows is gone.
    fileprivate func forgetSession() {
        session = nil
        cookies[sessionName + "-refresh"] = nil
    }
}

@Suite("S5 T62 A login that is too old for the list of devices", .serialized)
struct FreshnessTests {
    /// A gateway with somebody whose password was given an hour ago.
    private static func stage() throws -> (Stage, Visitor) {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let first = try RunningGateway(configuration: plan.sessionConfiguration(), in: folder)
        _ = try Stage(gateway: first, upstream: upstream, folder: folder).guest("bob")
        try first.stop()
        let added = try CommandResult.of(StoreProbe.path, ["age", folder.path(of: "sessions")])
        try #require(added.code == 0, "\(added.output)\(added.errors)")
        let stage = Stage(
            gateway: try RunningGateway(
                command: ["run", "--config", folder.path(of: "sallyport.yaml")], in: folder),
            upstream: upstream, folder: folder)
        let visitor = stage.visitor()
        visitor.session = added.output.trimmingCharacters(in: .newlines)
        return (stage, visitor)
    }

    @Test("programs are told what is missing; the session is good for everything else")
    func programs() throws {
        let (stage, visitor) = try Self.stage()
        #expect(try visitor.get("/echo").status == 200)
        for response in [try visitor.get("/.sallyport/devices"), try visitor.end("others")] {
            #expect(response.status == 401)
            #expect(
                response["www-authenticate"]
                    == #"Sallyport login="/.sallyport/login", error="insufficient_user_authentication", max_age="600""#
            )
        }
        try stage.gateway.stop()
    }

    @Test(
        "people give the password once more, get another session, and are where they wanted to be")
    func people() throws {
        let (stage, visitor) = try Self.stage()
        let old = try #require(visitor.session)
        let led = try visitor.navigate("/.sallyport/devices")
        #expect(led.status == 303)
        #expect(led["location"] == "/.sallyport/login?to=/.sallyport/devices")
        let refused = try visitor.post("/.sallyport/devices", [("end", "others")])
        #expect(refused.status == 303)
        let page = try visitor.navigate(led["location"] ?? "")
        #expect(page.status == 200)
        #expect(page.text.contains("enter your password once more"))
        #expect(page.text.contains("value=\"bob\""))
        let done = try visitor.logIn("bob", TestAccounts.bob, to: "/.sallyport/devices")
        #expect(done.status == 303 && done["location"] == "/.sallyport/devices")
        #expect(visitor.session != old)
        #expect(try visitor.navigate("/.sallyport/devices").status == 200)
        #expect(try visitor.devices().count == 2)
        let thief = stage.visitor()
        thief.session = old
        #expect(try thief.get("/echo").status == 401, "T61 the old one is over")
        try stage.gateway.stop()
    }
}
