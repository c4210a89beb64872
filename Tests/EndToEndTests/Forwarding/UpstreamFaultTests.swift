import TestKit
import Testing

@Suite(
    "Upstream faults: refused, silent, slow, gone",
    .stage { plan in
        """
        listen: {http: "127.0.0.1:0"}
        workers: 1
        log: {access: off}
        timeouts: {upstream_connect: 1s, upstream_first_byte: 500ms, upstream_idle: 500ms}
        hosts:
          app.test:
            upstream: http://\(plan.upstream)
            routes:
              /**: {auth: none, timeouts: {upstream_first_byte: 60s, upstream_idle: 60s}}
              /hasty/**: {auth: none}
          refused.test:
            upstream: http://127.0.0.1:1
            routes: {"/**": {auth: none}}
          missing.test:
            upstream: unix:missing.sock
            routes: {"/**": {auth: none}}
          pair.test:
            upstream: {servers: ["http://127.0.0.1:1", "http://\(plan.upstream)"]}
            routes: {"/**": {auth: none}}
        """
    })
struct UpstreamFaultTests {
    static func get(_ target: String, host: String = "app.test") -> String {
        "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nCookie: secret=1\r\n\r\n"
    }

    @Test("T80 an upstream that refuses is 502", arguments: ["refused.test", "missing.test"])
    func refused(host: String) throws {
        let client = try Stage.required().gateway.connect()
        for _ in 0..<2 { #expect(try client.exchange(Self.get("/", host: host)).status == 502) }
    }

    @Test("Q21 T22 a failed connect goes to the next server")
    func nextServer() throws {
        let stage = try Stage.required()
        for method in ["GET", "POST"] {
            let marker = Marker()
            let (response, forwarded) = try stage.exchange(
                "\(method) /?\(marker) HTTP/1.1\r\nHost: pair.test\r\nContent-Length: 2\r\n\r\nhi",
                marker: marker)
            #expect(response.status == 200)
            #expect(forwarded.map(\.body.text) == ["hi"])
        }
    }

    @Test("Q21 a request whose reused connection died is repeated once, on a new one")
    func repeatedOnce() throws {
        let stage = try Stage.required()
        let warm = Marker()
        let marker = Marker()
        let count = 4
        let clients = try (0..<count).map { _ in try stage.gateway.connect() }
        let arrived = Watched(0)
        stage.upstream.answer(warm.text) { exchange in
            arrived.update { $0 += 1 }
            _ = arrived.wait { $0 == count ? true : nil }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        stage.upstream.answer(marker.text) { $0.close() }
        for client in clients { try client.send(Self.get("/?\(warm)")) }
        for client in clients { #expect(try client.receive().status == 200) }
        #expect(try clients[0].exchange(Self.get("/?\(marker)")).status == 502)
        #expect(stage.upstream.requests(with: marker.text).count == 2)
    }

    @Test("T80 silence is 504 when the time is over")
    func silence() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { try $0.waitUntilEnd() }
        let client = try stage.gateway.connect()
        #expect(try client.exchange(Self.get("/hasty/x?\(marker)")).status == 504)
        #expect(stage.upstream.requests(with: marker.text).count == 1)
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
        #expect(try client.exchange(Self.get("/next")).status == 200)
    }

    @Test("T80 half a head is 504 too")
    func halfHead() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nA: ")
            try exchange.waitUntilEnd()
        }
        let response = try stage.gateway.exchange(Self.get("/hasty/x?\(marker)"))
        #expect([502, 504].contains(response.status))
    }

    @Test("Q19 a body that stops is cut, not completed", arguments: [true, false])
    func stalledBody(isChunked: Bool) throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(
                isChunked
                    ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
                    : "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
            try exchange.waitUntilEnd()
        }
        let response = try stage.gateway.exchange(Self.get("/hasty/x?\(marker)"))
        #expect(response.status == 200 && response.text == "abc")
        #expect(response.body.ending != .complete)
    }

    @Test("T80 a connect that nobody answers ends", .timeLimit(.minutes(1)))
    func blackHole() throws {
        let hole = try BlackHole()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                timeouts: {upstream_connect: 300ms}
                hosts:
                  app.test: {upstream: "http://\(hole.endpoint)", routes: {"/**": {auth: none}}}
                """)
        let status = try gateway.exchange(Self.get("/")).status
        #expect(status == 502 || status == 504)
        try gateway.stop()
    }

    @Test("T80 an upstream that resets at once is 502", arguments: [0, 1])
    func resetAtOnce(bytesBefore: Int) throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            if bytesBefore > 0 { try exchange.send("H") }
            exchange.reset()
        }
        let client = try stage.gateway.connect()
        let response = try client.exchange(
            "POST /x?\(marker) HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n")
        #expect(response.status == 502)
        #expect(stage.upstream.requests(with: marker.text).count == 1)
        #expect(try client.exchange(Self.get("/next")).status == 200)
    }

    @Test("An answer before the body was read arrives whole")
    func earlyAnswer() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send("HTTP/1.1 413 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")
            exchange.close()
        }
        let client = try stage.gateway.connect()
        try client.send(
            "POST /x?\(marker) HTTP/1.1\r\nHost: app.test\r\nContent-Length: 20000000\r\n\r\n")
        try client.sendWhileOpen(String(repeating: "x", count: 300_000))
        let response = try client.receive()
        #expect(response.status == 413 && response.text == "no")
    }

    @Test("X18 a client that goes away takes its upstream request along")
    func clientGone() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { try $0.waitUntilEnd() }
        let client = try stage.gateway.connect()
        try client.send(Self.get("/x?\(marker)"))
        let seen = try #require(stage.upstream.waitForRequest(with: marker.text))
        client.socket.reset()
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
    }
}

@Suite("Q21 Pooled upstream connections and retries")
struct RetryTests {
    /// A gateway with an upstream and nobody else, so that the test knows its pool.
    private func start() throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: off}
                hosts:
                  app.test: {upstream: "http://\(upstream.endpoint)", routes: {"/**": {auth: none}}}
                """, in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    static func request(_ method: String, _ target: String, _ body: String = "") -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: app.test\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test("Many requests of many clients share one upstream connection")
    func reuse() throws {
        let stage = try start()
        for _ in 0..<20 {
            #expect(try stage.gateway.exchange(Self.request("GET", "/a")).status == 200)
        }
        #expect(stage.upstream.connections.count == 1)
        try stage.gateway.stop()
    }

    static let rows = [
        ("GET", "", 200, 2), ("HEAD", "", 200, 2), ("PUT", "", 200, 2), ("DELETE", "", 200, 2),
        ("POST", "", 502, 1), ("PATCH", "", 502, 1), ("POST", "body", 502, 1),
    ]

    @Test("An idempotent request whose reused connection died is sent again, once", arguments: rows)
    func retries(method: String, body: String, status: Int, count: Int) throws {
        let stage = try start()
        let attempts = Watched(0)
        stage.upstream.answer("/dies") { exchange in
            _ = try exchange.receiveBody()
            let attempt = attempts.update { attempts in
                attempts += 1
                return attempts
            }
            if attempt == 1 { return exchange.reset() }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        let client = try stage.gateway.connect()
        #expect(try client.exchange(Self.request("GET", "/prime")).status == 200)
        #expect(try client.exchange(Self.request(method, "/dies", body)).status == status)
        #expect(attempts.value == count)
        try stage.gateway.stop()
    }

    @Test("A fresh connection that dies is no reason to send again")
    func freshConnection() throws {
        let stage = try start()
        stage.upstream.answer("/dies") { $0.reset() }
        #expect(try stage.gateway.exchange(Self.request("GET", "/dies")).status == 502)
        #expect(stage.upstream.requests(with: "/dies").count == 1)
        try stage.gateway.stop()
    }

    @Test("A second death is final")
    func once() throws {
        let stage = try start()
        stage.upstream.answer("/dies") { $0.reset() }
        let client = try stage.gateway.connect()
        _ = try client.exchange(Self.request("GET", "/prime"))
        #expect(try client.exchange(Self.request("GET", "/dies")).status == 502)
        #expect(stage.upstream.requests(with: "/dies").count == 2)
        try stage.gateway.stop()
    }

    @Test("After the first byte of an answer nothing is sent again")
    func afterFirstByte() throws {
        let stage = try start()
        stage.upstream.answer("/dies") { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nCont")
            exchange.close()
        }
        let client = try stage.gateway.connect()
        _ = try client.exchange(Self.request("GET", "/prime"))
        #expect(try client.exchange(Self.request("GET", "/dies")).status == 502)
        #expect(stage.upstream.requests(with: "/dies").count == 1)
        try stage.gateway.stop()
    }

    @Test("Connections that the upstream closes while idle cost no request")
    func idleClose() throws {
        let upstream = try ScriptedUpstream { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            exchange.close()
        }
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: off}
                hosts:
                  app.test: {upstream: "http://\(upstream.endpoint)", routes: {"/**": {auth: none}}}
                """)
        let client = try gateway.connect()
        for number in 0..<50 {
            let response = try client.exchange(Self.request("GET", "/\(number)"))
            #expect(response.status == 200 && response.text == "ok", "\(number)")
        }
        try gateway.stop()
    }

    @Test("The budget stops a storm of retries")
    func budget() throws {
        let stage = try start()
        stage.upstream.answer("/dies") { $0.reset() }
        let client = try stage.gateway.connect()
        var sent = 0
        for _ in 0..<60 {
            _ = try client.exchange(Self.request("GET", "/prime"))
            #expect(try client.exchange(Self.request("GET", "/dies")).status == 502)
            sent += 1
        }
        let retries = stage.upstream.requests(with: "/dies").count - sent
        #expect(retries >= 1 && retries < sent, "\(retries) of \(sent)")
        try stage.gateway.stop()
    }
}
