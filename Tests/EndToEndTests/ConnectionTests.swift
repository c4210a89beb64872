import Foundation
import TestKit
import Testing

@Suite(
    "RFC 9112 §9 Connections: pipelining, keep-alive, bodies of refused requests",
    .stage { plan in
        """
        listen: {http: "127.0.0.1:0"}
        workers: 1
        log: {access: off}
        hosts:
          app.test:
            upstream: http://\(plan.upstream)
            routes:
              /**: {auth: none}
              /denied/**: {auth: deny}
              /small/**: {auth: none, limits: {body: 1KiB}}
        """
    })
struct ConnectionTests {
    static func get(_ target: String, _ fields: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: app.test\r\n\(fields)\r\n"
    }

    @Test("Q13 pipelined requests are answered in order, however slow the first is")
    func pipelining() throws {
        let stage = try Stage.required()
        let gate = Watched(false)
        let slow = Marker()
        let last = Marker()
        stage.upstream.answer(slow.text) { exchange in
            _ = gate.wait { $0 ? true : nil }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow")
        }
        let client = try stage.gateway.connect()
        try client.send(
            Self.get("/a?\(slow)") + Self.get("/denied/b")
                + "POST /c HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc"
                + Self.get("/d?\(last)"))
        #expect(stage.upstream.waitForRequest(with: slow.text) != nil)
        gate.update { $0 = true }
        let texts = try (0..<4).map { _ in
            let response = try client.receive()
            return response.status == 200 ? response.text : "\(response.status)"
        }
        #expect(texts == ["slow", "403", "ok", "ok"])
    }

    @Test("Q13 a hundred requests in one segment all get their own answer")
    func hundred() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            let number = exchange.head.startLine.split(separator: "=")[1].prefix { $0 != " " }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(number.count)\r\n\r\n\(number)")
        }
        let client = try stage.gateway.connect()
        try client.send((0..<100).map { Self.get("/p?\(marker)=\($0)") }.joined())
        for number in 0..<100 { #expect(try client.receive().text == "\(number)") }
    }

    static let last = [
        RawRow("Connection: close", get("/last?%M", "Connection: close\r\n"), 200),
        RawRow(
            "close among others, in any case", get("/last?%M", "Connection: foo, CLOSE\r\n"), 200),
        RawRow("HTTP/1.0", "GET /last?%M HTTP/1.0\r\nHost: app.test\r\n\r\n", 200),
    ]

    @Test("Q13 nothing after the last request of a connection is processed", arguments: last)
    func nothingAfterClose(row: RawRow) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let client = try stage.gateway.connect()
        try client.send(row.bytes.filling(marker) + smuggled.filling(marker))
        let response = try client.receive()
        #expect(response.status == 200 && response["connection"]?.lowercased() == "close")
        #expect(try client.receiveUntilClose().bytes.isEmpty)
        #expect(stage.upstream.requests(with: marker.text).count == 1)
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(seen.values(of: "connection").allSatisfy { $0.lowercased() != "close" })
    }

    @Test("Q13 HTTP/1.0 with keep-alive goes on, and is told so")
    func keepAlive10() throws {
        let client = try Stage.required().gateway.connect()
        for _ in 0..<2 {
            let response = try client.exchange(
                "GET / HTTP/1.0\r\nHost: app.test\r\nConnection: keep-alive\r\n\r\n")
            #expect(response.status == 200)
            #expect(response["connection"]?.lowercased() == "keep-alive")
        }
    }

    @Test("Q12 a small body on a refused request is drained and the connection goes on")
    func drained() throws {
        let client = try Stage.required().gateway.connect()
        let body = String(repeating: "GET /x HTTP/1.1\r\n", count: 1_000)
        let refused = try client.exchange(
            "POST /denied/a HTTP/1.1\r\nHost: app.test\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        #expect(refused.status == 403)
        if refused["connection"]?.lowercased() == "close" {
            #expect(try client.receiveUntilClose().bytes.isEmpty)
        } else {
            #expect(try client.exchange(Self.get("/next")).status == 200)
        }
    }

    @Test("Q12 a small chunked body on a refused request is no request either")
    func drainedChunks() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let client = try stage.gateway.connect()
        let inner = smuggled.filling(marker)
        try client.send(
            "POST /denied/a HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "\(String(inner.utf8.count, radix: 16))\r\n\(inner)\r\n0\r\n\r\n")
        let refused = try client.receive()
        #expect(refused.status == 403)
        if refused["connection"]?.lowercased() != "close" {
            #expect(try client.exchange(Self.get("/next")).status == 200)
        }
        #expect(!stage.upstream.hasSeen(marker.text))
    }

    @Test("Q12 a large body on a refused request ends the connection, and the answer still arrives")
    func cutAfterRefusal() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let client = try stage.gateway.connect()
        try client.send(
            "POST /denied/a HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10000000\r\n\r\n")
        try client.sendWhileOpen(String(repeating: smuggled.filling(marker), count: 4_000))
        let refused = try client.receive()
        #expect(refused.status == 403)
        _ = try client.receiveUntilClose()
        #expect(!stage.upstream.hasSeen(marker.text))
    }

    @Test(
        "T82 the body limit holds for a length and for chunks, at the edge",
        arguments: [false, true])
    func bodyLimit(isChunked: Bool) throws {
        let stage = try Stage.required()
        for (size, status) in [(1_024, 200), (1_025, 413)] {
            let marker = Marker()
            let body = String(repeating: "x", count: size)
            let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(size)"
            let bytes = isChunked ? "\(String(size, radix: 16))\r\n\(body)\r\n0\r\n\r\n" : body
            let client = try stage.gateway.connect()
            try client.sendWhileOpen(
                "POST /small/a?\(marker) HTTP/1.1\r\nHost: app.test\r\n\(framing)\r\n\r\n\(bytes)")
            let response = try client.receive()
            #expect(response.status == status)
            if status == 413 { _ = try client.receiveUntilClose() }
            let whole = stage.upstream.requests(with: marker.text).filter {
                $0.body.bytes.count > 1_024
            }
            #expect(whole.isEmpty)
        }
    }

    @Test("X18 a client that ends its side gives its request up: the upstream need not work on")
    func clientEnds() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let hasEnded = Watched(false)
        stage.upstream.answer(marker.text) { _ in _ = hasEnded.wait { $0 ? true : nil } }
        let client = try stage.gateway.connect()
        try client.send(Self.get("/half?\(marker)"))
        let seen = try #require(stage.upstream.waitForRequest(with: marker.text))
        client.socket.finishSending()
        hasEnded.update { $0 = true }
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
    }

    @Test(
        "X18 a client that ends its side behind a response still gets all of it",
        arguments: ["", "Connection: close\r\n"])
    func clientEndsAfterResponse(fields: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let size = 1 << 20
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(size)\r\n\r\n")
            try exchange.send([UInt8](repeating: 0x78, count: size))
            try exchange.waitUntilEnd()
        }
        let client = try stage.gateway.connect(receiveBuffer: 4096)
        try client.send(Self.get("/all?\(marker)", fields))
        let seen = try #require(stage.upstream.waitForRequest(with: marker.text))
        // The gateway has passed everything on; the kernel still holds most of it.
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
        client.socket.finishSending()
        Thread.sleep(forTimeInterval: 0.1)
        let response = try client.receive()
        #expect(response.body.bytes.count == size && response.body.ending == .complete)
    }

    @Test("A request cut short never completes upstream")
    func truncatedRequest() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let client = try stage.gateway.connect()
        try client.send(
            "POST /t?\(marker) HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nabc")
        let seen = try #require(stage.upstream.waitForRequest(with: marker.text))
        client.socket.reset()
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
        #expect(stage.upstream.requests(with: marker.text).map(\.body.ending) != [.complete])
    }
}
