import Foundation
import TestKit
import Testing

/// Logins over connections that behave otherwise than a browser's: the answer is right or nobody's, and
/// nothing is left behind.
@Suite("The login on a connection")
struct LoginConnectionTests {
    private static func stage() throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let configuration = try plan.sessionConfiguration("timeouts: {head: 2s}")
        try folder.write(
            TestAccounts.file
                + #"slow:$2b$11$abcdefghijklmnopqrstuunCeKINGCIR2HCghh6O3jDKZvMFq0Aja"#
                + "\n", to: "users.htpasswd")
        let gateway = try RunningGateway(configuration: configuration, in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    /// A login of a browser that was shown a form, as its head and its body.
    private static func login(
        _ stage: Stage, _ username: String, _ password: String, version: String = "1.1",
        fields: String = ""
    ) throws -> (head: String, body: String) {
        let visitor = stage.visitor()
        let page = try visitor.navigate("/.sallyport/login")
        let form = try #require(Visitor.field("form", in: page.text))
        let cookie = try #require(visitor.cookies["sallyport-insecure-login"])
        let body = "username=\(username)&password=\(password)&form=\(form)&to=/"
        let head =
            "POST /.sallyport/login HTTP/\(version)\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
            + "Cookie: sallyport-insecure-login=\(cookie)\r\n\(fields)"
            + "Content-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
        return (head, body)
    }

    /// Waits until the gateway holds so many descriptors; the bound is for failing only.
    private static func awaitDescriptors(
        _ count: some RangeExpression<Int>, of stage: Stage
    ) throws -> Bool {
        let limit = ContinuousClock.now + .failureBound
        while ContinuousClock.now < limit {
            if try count.contains(stage.gateway.descriptorCount()) { return true }
        }
        return false
    }

    @Test("Q13 what was sent behind a login is answered behind it, in order")
    func pipelined() throws {
        let stage = try Self.stage()
        let (head, body) = try Self.login(stage, "alice", "correct+horse")
        let client = try stage.gateway.connect()
        try client.send(
            head + body + "GET /.sallyport/session HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "GET /public/x HTTP/1.1\r\nHost: localhost\r\n\r\n" + head + body)
        #expect(try (0..<4).map { _ in try client.receive().status } == [303, 401, 200, 303])
        try stage.gateway.stop()
    }

    @Test("Q16 the form is asked for where the client waits to be asked")
    func expectation() throws {
        let stage = try Self.stage()
        let (head, body) = try Self.login(
            stage, "alice", "correct+horse", fields: "Expect: 100-continue\r\n")
        let client = try stage.gateway.connect()
        try client.send(head)
        #expect(try client.receiveAnyHead().status == 100)
        try client.send(body)
        #expect(try client.receive().status == 303)
        try stage.gateway.stop()
    }

    @Test("HTTP/1.0 logs in as well, and its connection ends")
    func oldVersion() throws {
        let stage = try Self.stage()
        let (head, body) = try Self.login(stage, "alice", "correct+horse", version: "1.0")
        let client = try stage.gateway.connect()
        try client.send(head + body)
        #expect(try client.receive().status == 303)
        #expect(try client.receiveUntilClose().ending == .complete)
        try stage.gateway.stop()
    }

    @Test("Q4 a form is the same in whatever pieces it comes")
    func pieces() throws {
        let stage = try Self.stage()
        let (head, body) = try Self.login(stage, "alice", "correct+horse")
        let client = try stage.gateway.connect()
        for byte in Array((head + body).utf8) { try client.send([byte]) }
        #expect(try client.receive().status == 303)
        try stage.gateway.stop()
    }

    @Test("T59 a client that goes while its password is hashed leaves nothing behind")
    func gone() throws {
        let stage = try Self.stage()
        let before = try stage.gateway.descriptorCount()
        let requests = try (0..<6).map { _ in try Self.login(stage, "slow", "slow") }
        do {
            let clients = try requests.map { request in
                let client = try stage.gateway.connect()
                try client.send(request.head + request.body)
                return client
            }
            #expect(try Self.awaitDescriptors((before + clients.count)..., of: stage))
        }
        #expect(try Self.awaitDescriptors(...before, of: stage))
        let visitor = stage.visitor()
        #expect(try visitor.logIn("slow", "slow").status == 303)
        #expect(try visitor.get("/echo").status == 200)
        try stage.gateway.stop()
    }

    @Test(
        "hundreds of forms that never end keep nobody from logging in, and are cut at their deadline"
    )
    func unfinished() throws {
        let stage = try Self.stage()
        let before = try stage.gateway.descriptorCount()
        let (head, body) = try Self.login(stage, "alice", "correct+horse")
        let clients = try (0..<300).map { _ in
            let client = try stage.gateway.connect()
            try client.send(head + body.dropLast(5))
            return client
        }
        #expect(try stage.guest("bob").get("/echo").status == 200)
        for client in clients { #expect(try client.receive().status == 408) }
        #expect(try clients.allSatisfy { try $0.receiveUntilClose().ending == .complete })
        // The guest's request has left one connection to the upstream, which is kept for the next.
        #expect(try Self.awaitDescriptors(...(before + 1), of: stage))
        try stage.gateway.stop()
    }

    @Test("a form that drips in for ever is cut at its deadline, however lively it looks")
    func dripping() throws {
        let stage = try Self.stage()
        let head =
            "POST /.sallyport/login HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 16000\r\n\r\n"
        let client = try stage.gateway.connect()
        try client.send(head)
        let isOver = Watched(false)
        let socket = client.socket
        Thread.detachNewThread {
            while isOver.wait(within: .milliseconds(50), for: { $0 ? true : nil }) == nil {
                // It fails once the gateway has closed, which is what is waited for.
                _ = try? socket.send([0x78])
            }
        }
        let began = ContinuousClock.now
        #expect(try client.receive().status == 408)
        #expect(ContinuousClock.now - began >= .seconds(1))
        isOver.update { $0 = true }
        try stage.gateway.stop()
    }
}
