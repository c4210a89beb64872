import Codecs
import Crypto
import Identity
import Testing
import Transport

@testable import Gateway

/// Each thing that a login, a logout or a look at oneself waits for is made to fail in every way it can.
@Suite("T80 Whatever fails at an endpoint of our own, the answer is a refusal")
struct LoginFaultTests {
    @Test("a login that no store takes is 503 for every reason alike, and begins nothing")
    func begin() throws {
        let scene = try GateScene()
        var shown: Set<[String]> = []
        for fault in StoreFault.every {
            scene.store.fault = fault
            let reply = try scene.logIn()
            reply.expectRefusal(503)
            #expect(reply.reason == .sessionsUnavailable, "\(fault)")
            shown.insert(reply.shown)
        }
        #expect(shown.count == 1, "a client can tell the faults apart")
        #expect(scene.store.records.isEmpty)
        scene.store.fault = nil
        #expect(try scene.logIn().status == 303)
    }

    @Test(
        "an account that changes while its session is written has none, whatever becomes of ending it"
    )
    func changed() throws {
        for fault in StoreFault.every.map(Optional.some) + [nil] {
            let scene = try GateScene()
            scene.store.fault = nil
            scene.store.whileBeginning = {
                scene.store.fault = fault
                #expect(throws: Never.self) { try scene.change(users: SessionScene.otherAlice) }
            }
            let reply = try scene.logIn()
            reply.expectRefusal(fault == nil ? 401 : 503)
            // What renews it goes along in a store that knows what belongs together.
            #expect(scene.store.records.count == (fault == nil ? 1 : 2))
        }
    }

    @Test("a password that no thread hashes is 503 for every reason alike, and costs no try")
    func hash() throws {
        var shown: Set<[String]> = []
        for fault in HashFault.every {
            let scene = try GateScene(free: 1, threads: 0)
            let loop = try EventLoop()
            try loop.run { () async throws in
                switch fault {
                case .stopped: scene.hashes.stop()
                case .busy: Self.fill(scene.hashes, from: loop)
                }
                for _ in 0..<3 {
                    let reply = try await scene.login("alice", "wrong")
                    reply.expectRefusal(503)
                    #expect(reply.values(of: "Retry-After") == ["1"], "\(fault)")
                    shown.insert(reply.shown)
                }
                scene.hashes.stop()
            }
        }
        #expect(shown.count == 1, "a client can tell the faults apart")
    }

    /// Hashes that no thread computes.
    private static func fill(_ hashes: HashThreads, from loop: EventLoop) {
        let password = Secret(Array("x".utf8).span)
        for _ in 0..<HashThreads.queueLimit {
            loop.executor.start {
                do throws(HashFault) {
                    _ = try await hashes.verify(password, against: .dummy)
                } catch {
                    #expect(error == .stopped)
                }
            }
        }
    }

    @Test("who is throttled is 429 and told when to come again, right or wrong")
    func throttled() throws {
        let scene = try GateScene(free: 1)
        try scene.logIn("alice", "wrong").expectRefusal(401)
        scene.store.fault = nil
        for password in ["wrong", GateScene.password] {
            try scene.logIn("alice", password).expectRefusal(429)
        }
        #expect(scene.store.records.isEmpty)
    }

    @Test("a logout that the store does not take is 503, and the browser keeps its cookie")
    func end() throws {
        let scene = try GateScene()
        let cookies = try scene.cookies()
        var shown: Set<[String]> = []
        for fault in StoreFault.every {
            scene.store.fault = fault
            let reply = try scene.ask(
                "POST /.sallyport/logout", GateScene.ownForm + [cookies], body: "x=")
            reply.expectRefusal(503)
            #expect(reply.values(of: "Set-Cookie").isEmpty && !reply.lines.contains("Clear-Site"))
            shown.insert(reply.shown)
        }
        #expect(shown.count == 1, "a client can tell the faults apart")
        #expect(try scene.ask("GET /x", [cookies]).isForwarded)
    }

    @Test("C28 who am I: a store that cannot say is 503, not a stranger", arguments: [true, false])
    func whoAmI(isNavigation: Bool) throws {
        let scene = try GateScene()
        let fields = [try scene.cookies()] + (isNavigation ? GateScene.navigation : [])
        for lookup in SessionLookup.every {
            let held = scene.store.answerAll(with: lookup)
            let reply = try scene.ask("GET /.sallyport/session", fields)
            switch lookup {
            case .found: #expect(reply.status == 200)
            case .absent: reply.expectRefusal(isNavigation ? 302 : 401)
            case .pending, .unavailable: reply.expectRefusal(503)
            }
            scene.store.records = held
        }
    }

    @Test(
        "C28 who am I, of an expired session: a store that cannot renew it is 503, not a stranger")
    func renewal() throws {
        let before = try GateScene(age: 4_000)
        let fields = [try before.cookies()]
        let scene = try GateScene()
        scene.store.records = before.store.records
        for fault in StoreFault.every {
            scene.store.fault = fault
            try scene.ask("GET /.sallyport/session", fields).expectRefusal(503)
        }
        scene.store.fault = nil
        #expect(try scene.ask("GET /.sallyport/session", fields).status == 200)
    }

    @Test("a form that is none is 400, one that is not ours 403, and nobody is looked up")
    func forms() throws {
        let scene = try GateScene()
        let ask = { (body: String, fields: [String]) in
            try scene.ask("POST /.sallyport/login", fields, body: body)
        }
        for fault in FormFields.Fault.every {
            let body =
                switch fault {
                case .tooManyFields:
                    (0...FormFields.fieldCountLimit).map { "a\($0)=" }
                        .joined(separator: "&")
                case .badEscape: "username=%zz"
                case .repeatedName: "password=a&password=b"
                }
            try ask(body, GateScene.ownForm).expectRefusal(400)
        }
        try ask("username=alice&password=x", GateScene.ownForm).expectRefusal(403)
        try ask("username=alice&password=x&form=AAAA", GateScene.ownForm).expectRefusal(403)
        try ask("a=b", ["Sec-Fetch-Site: cross-site", GateScene.ownForm[1]]).expectRefusal(403)
        try ask("{}", [GateScene.ownForm[0], "Content-Type: application/json"]).expectRefusal(415)
        let twice = "Cookie: sallyport-insecure=a; sallyport-insecure=b"
        try ask("a=b", GateScene.ownForm + [twice]).expectRefusal(400)
        try scene.ask(
            "POST /.sallyport/login", host: "plain.example", GateScene.ownForm, body: "a=b"
        )
        .expectRefusal(403)
        #expect(scene.store.lookUps == 0)
    }
}

extension ScriptedStore {
    /// From now on every look-up says that, until the records that are returned are put back.
    func answerAll(with lookup: SessionLookup) -> [SessionID: [UInt8]] {
        let held = records
        isReadable = lookup != .unavailable
        isPending = lookup == .pending
        if lookup == .absent { records = [:] }
        return held
    }
}
