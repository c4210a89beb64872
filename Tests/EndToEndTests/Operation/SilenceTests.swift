import Foundation
import TestKit
import Testing

@Suite("Timeouts time whoever is waited for, and nobody else")
struct SilenceTests {
    private func start(_ timeouts: String) throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: off}
                timeouts: {\(timeouts)}
                hosts:
                  app.test: {upstream: "http://\(upstream.endpoint)", routes: {"/**": {auth: none}}}
                """, in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let timeouts: String
        let pieces: [String]
        var testDescription: String { timeouts }
    }

    static let phasesBefore = [
        Row(timeouts: "client_idle: 300ms", pieces: ["GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"]),
        Row(timeouts: "head: 300ms", pieces: ["GET / HTTP/1.1\r\nHo", "st: app.test\r\n\r\n"]),
        Row(
            timeouts: "body_idle: 300ms",
            pieces: ["POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\na", "b"]),
    ]

    @Test("A timeout of the request's phases ends with them", arguments: phasesBefore)
    func longResponse(row: Row) throws {
        let stage = try start(row.timeouts)
        stage.upstream.answer("HTTP") { exchange in
            _ = try exchange.receiveBody()
            try exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<10 {
                try exchange.send("1\r\nx\r\n")
                Thread.sleep(forTimeInterval: 0.1)
            }
            try exchange.send("0\r\n\r\n")
        }
        let client = try stage.gateway.connect()
        for piece in row.pieces {
            try client.send(piece)
            Thread.sleep(forTimeInterval: 0.05)
        }
        let response = try client.receive()
        #expect(response.text == "xxxxxxxxxx" && response.body.ending == .complete)
        try stage.gateway.stop()
    }

    @Test("A body is waited for by its own timeout, not by what is left of the one before")
    func bodyAfterIdle() throws {
        let stage = try start("client_idle: 500ms, body_idle: 60s")
        let client = try stage.gateway.connect()
        try client.send("POST /b HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\n")
        Thread.sleep(forTimeInterval: 0.8)
        #expect(try client.exchange("hi").status == 200)
        #expect(stage.upstream.requests(with: "/b").map(\.body.text) == ["hi"])
        try stage.gateway.stop()
    }

    @Test("An upstream is not to blame for a client that rests")
    func restingClient() throws {
        let stage = try start("upstream_idle: 200ms, upstream_first_byte: 200ms")
        let size = 16 << 20
        stage.upstream.answer("HTTP") { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            try exchange.send([UInt8](repeating: 0x78, count: size))
        }
        let client = try stage.gateway.connect(receiveBuffer: 4096)
        try client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let head = try client.receiveHead()
        Thread.sleep(forTimeInterval: 0.8)
        var count = 0
        let body = try client.receiveBody(of: head) { count += $0.count }
        #expect(count == size && body.ending == .complete)
        try stage.gateway.stop()
    }

    @Test("RFC 9112 §2.2 empty lines behind a request begin no other one")
    func emptyLines() throws {
        let stage = try start("head: 200ms")
        let client = try stage.gateway.connect()
        let request = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"
        #expect(try client.exchange(request + "\r\n").status == 200)
        Thread.sleep(forTimeInterval: 0.6)
        #expect(try client.exchange(request).status == 200)
        try stage.gateway.stop()
    }
}
