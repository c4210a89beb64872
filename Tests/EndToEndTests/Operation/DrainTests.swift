import Foundation
import TestKit
import Testing

@Suite("X4 SIGTERM drains: exchanges in flight finish, everything else ends")
struct DrainTests {
    private func start(timeouts: String = "") throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 2
                log: {access: off}
                health: {listen: "127.0.0.1:0"}
                \(timeouts)
                hosts:
                  app.test:
                    upstream: http://\(upstream.endpoint)
                    routes: {"/**": {auth: none, websocket: true}}
                """, in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    static func get(_ target: String) -> String {
        "GET \(target) HTTP/1.1\r\nHost: app.test\r\n\r\n"
    }

    @Test("an exchange in flight finishes with Connection: close, then the process ends with 0")
    func inFlight() throws {
        let stage = try start()
        let mayAnswer = Watched(false)
        stage.upstream.answer("/slow") { exchange in
            _ = mayAnswer.wait { $0 ? true : nil }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow")
        }
        let busy = try stage.gateway.connect()
        try busy.send(Self.get("/slow"))
        #expect(stage.upstream.waitForRequest(with: "/slow") != nil)
        let idle = try stage.gateway.connect()
        #expect(try idle.exchange(Self.get("/")).status == 200)

        stage.gateway.process.signal(SIGTERM)
        #expect(try idle.receiveUntilClose().bytes.isEmpty, "an idle connection is closed at once")
        #expect(try refusesConnections(stage.gateway), "the listener is closed at once")
        #expect(stage.gateway.process.soFar.ending == nil, "it waits for what is in flight")

        mayAnswer.update { $0 = true }
        let response = try busy.receive()
        #expect(response.status == 200 && response.text == "slow")
        #expect(response["connection"]?.lowercased() == "close")
        #expect(try busy.receiveUntilClose().bytes.isEmpty)
        #expect(try stage.gateway.process.waitUntilEnd().ending == .exited(0))
    }

    @Test("a body half sent is sent to its end")
    func halfSentBody() throws {
        let stage = try start()
        let mayGoOn = Watched(false)
        stage.upstream.answer("/half") { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
            _ = mayGoOn.wait { $0 ? true : nil }
            try exchange.send("def")
        }
        let client = try stage.gateway.connect()
        try client.send(Self.get("/half"))
        let head = try client.receiveHead()
        stage.gateway.process.signal(SIGTERM)
        #expect(try refusesConnections(stage.gateway))
        mayGoOn.update { $0 = true }
        let body = try client.receiveBody(of: head)
        #expect(body.text == "abcdef" && body.ending == .complete)
        #expect(try stage.gateway.process.waitUntilEnd().ending == .exited(0))
    }

    @Test("X4 a response that the client has not taken yet reaches it whole")
    func untakenResponses() throws {
        let stage = try start()
        stage.upstream.answer("/large") { exchange in
            let size = try #require(
                Int(exchange.head.startLine.split(separator: "=")[1].prefix { $0 != " " }))
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            try exchange.send([UInt8](repeating: 0x78, count: size))
        }
        // Somewhere among these sizes the kernel takes a part of the last piece only.
        let sizes = stride(from: 2_400_000, through: 3_300_000, by: 50_000)
        let clients = try sizes.map { size in
            let client = try stage.gateway.connect(receiveBuffer: 4096)
            try client.send(Self.get("/large?\(size)=\(size)"))
            #expect(stage.upstream.waitForRequest(with: "/large?\(size)") != nil)
            return client
        }
        Thread.sleep(forTimeInterval: 0.5)
        stage.gateway.process.signal(SIGTERM)
        for (client, size) in zip(clients, sizes) {
            let response = try client.receive()
            #expect(response.body.bytes.count == size && response.body.ending == .complete)
        }
        #expect(try stage.gateway.process.waitUntilEnd().ending == .exited(0))
    }

    @Test("what does not finish in time is cut")
    func cut() throws {
        let stage = try start(timeouts: "timeouts: {drain: 300ms}")
        stage.upstream.answer("/never") { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
            try exchange.waitUntilEnd()
        }
        let client = try stage.gateway.connect()
        try client.send(Self.get("/never"))
        let head = try client.receiveHead()
        stage.gateway.process.signal(SIGTERM)
        #expect(try client.receiveBody(of: head).ending != .complete)
        #expect(try stage.gateway.process.waitUntilEnd().ending == .exited(0))
    }

    @Test("a second SIGTERM ends at once")
    func second() throws {
        let stage = try start(timeouts: "timeouts: {drain: 1h}")
        stage.upstream.answer("/never") { try $0.waitUntilEnd() }
        let client = try stage.gateway.connect()
        try client.send(Self.get("/never"))
        #expect(stage.upstream.waitForRequest(with: "/never") != nil)
        stage.gateway.process.signal(SIGTERM)
        #expect(try refusesConnections(stage.gateway))
        stage.gateway.process.signal(SIGTERM)
        #expect(try stage.gateway.process.waitUntilEnd().ending != nil)
    }

    @Test("a WebSocket is told to go away between two frames: Close 1001")
    func webSocket() throws {
        let stage = try start()
        stage.upstream.answer("/ws", by: WebSocket.mirror)
        let client = try stage.gateway.connect()
        try client.send(WebSocket.request("/ws"))
        #expect(try client.receiveHead().status == 101)
        try client.send(WebSocket.frame(Array("hello".utf8), isMasked: true))
        let answer = WebSocket.frame(Array("hello".utf8), isMasked: false)
        #expect(try client.receive(count: answer.count) == answer)
        stage.gateway.process.signal(SIGTERM)
        let rest = try client.receiveUntilClose().bytes
        #expect(rest.starts(with: [0x88]) && rest.count >= 4, "\(rest)")
        #expect(rest.dropFirst(2).prefix(2).elementsEqual([0x03, 0xE9]), "\(rest)")
        #expect(try stage.gateway.process.waitUntilEnd().ending == .exited(0))
    }

    @Test("readiness fails as soon as it drains")
    func readiness() throws {
        let stage = try start()
        let health = try stage.gateway.connect(to: "health")
        #expect(try health.exchange("GET /ready HTTP/1.1\r\nHost: x\r\n\r\n").status == 200)
        stage.upstream.answer("/never") { try $0.waitUntilEnd() }
        let busy = try stage.gateway.connect()
        try busy.send(Self.get("/never"))
        #expect(stage.upstream.waitForRequest(with: "/never") != nil)
        stage.gateway.process.signal(SIGTERM)
        #expect(try refusesConnections(stage.gateway))
        // Either it still says that it is not ready, or it is no longer there to ask.
        if let later = try? stage.gateway.exchange(
            "GET /ready HTTP/1.1\r\nHost: x\r\n\r\n", with: "health")
        {
            #expect(later.status == 503)
        }
        stage.gateway.process.signal(SIGTERM)
        _ = try stage.gateway.process.waitUntilEnd()
    }

    /// Connects until that is refused; false when it still works at the bound.
    private func refusesConnections(_ gateway: RunningGateway) throws -> Bool {
        let limit = ContinuousClock.now + .failureBound
        while ContinuousClock.now < limit {
            do { _ = try gateway.connect() } catch is SocketFault { return true }
        }
        return false
    }
}
