import Foundation
import TestKit
import Testing

@Suite(
    "Streaming: back-pressure both ways, constant memory",
    .stage { plan in
        """
        listen: {http: "127.0.0.1:0"}
        workers: 1
        log: {access: off}
        limits: {body: 1GiB}
        hosts:
          app.test:
            upstream: http://\(plan.upstream)
            routes:
              /**: {auth: none}
        """
    }, .serialized)
struct StreamingTests {
    static let mebibyte = 1 << 20

    /// A megabyte whose bytes depend on its number, so that order and loss show.
    static func block(_ number: Int) -> [UInt8] {
        var state = UInt32(truncatingIfNeeded: number &* 2_654_435_761 | 1)
        return (0..<mebibyte / 4).flatMap { _ -> [UInt8] in
            state = state &* 1_664_525 &+ 1_013_904_223
            return [UInt8(state >> 24), UInt8(state >> 16 & 0xFF), UInt8(state >> 8 & 0xFF), 7]
        }
    }

    static let pattern = block(1)

    /// Sums up a stream of repeated `pattern`s without keeping it.
    struct Check {
        var count = 0
        var isIntact = true

        mutating func take(_ bytes: [UInt8]) {
            var offset = 0
            while offset < bytes.count, isIntact {
                let start = count % mebibyte
                let length = min(bytes.count - offset, mebibyte - start)
                isIntact = bytes[offset..<offset + length].elementsEqual(
                    pattern[start..<start + length])
                offset += length
                count += length
            }
        }
    }

    static func head(_ size: Int, isChunked: Bool) -> String {
        isChunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: \(size)\r\n"
    }

    /// One megabyte as it stands on the wire.
    static func piece(isChunked: Bool) -> [UInt8] {
        isChunked ? Array("100000\r\n".utf8) + pattern + Array("\r\n".utf8) : pattern
    }

    /// Downloads `count` MiB and checks every byte.
    func download(_ stage: Stage, mebibytes count: Int, isChunked: Bool) throws {
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(
                "HTTP/1.1 200 OK\r\n" + Self.head(count * Self.mebibyte, isChunked: isChunked)
                    + "\r\n")
            for _ in 0..<count { try exchange.send(Self.piece(isChunked: isChunked)) }
            if isChunked { try exchange.send("0\r\n\r\n") }
        }
        let client = try stage.gateway.connect()
        try client.send("GET /d?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let response = try client.receiveHead()
        var check = Check()
        let body = try client.receiveBody(of: response) { check.take($0) }
        #expect(check.isIntact && check.count == count * Self.mebibyte)
        #expect(body.ending == .complete)
    }

    /// Uploads `count` MiB and checks every byte at the upstream.
    func upload(_ stage: Stage, mebibytes count: Int, isChunked: Bool) throws {
        let marker = Marker()
        let checked = Watched(Check())
        stage.upstream.answer(marker.text) { exchange in
            _ = try exchange.receiveBody { bytes in checked.update { $0.take(bytes) } }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let client = try stage.gateway.connect()
        try client.send(
            "POST /u?\(marker) HTTP/1.1\r\nHost: app.test\r\n"
                + Self.head(count * Self.mebibyte, isChunked: isChunked) + "\r\n")
        for _ in 0..<count { try client.send(Self.piece(isChunked: isChunked)) }
        if isChunked { try client.send("0\r\n\r\n") }
        #expect(try client.receive().status == 200)
        #expect(checked.value.isIntact && checked.value.count == count * Self.mebibyte)
    }

    @Test(
        "P1 large bodies pass intact both ways in memory that does not grow",
        arguments: [false, true])
    func constantMemory(isChunked: Bool) throws {
        let stage = try Stage.required()
        try download(stage, mebibytes: 2, isChunked: isChunked)
        try upload(stage, mebibytes: 2, isChunked: isChunked)
        let before = try stage.gateway.residentKiB()
        try download(stage, mebibytes: 48, isChunked: isChunked)
        try upload(stage, mebibytes: 48, isChunked: isChunked)
        let after = try stage.gateway.residentKiB()
        #expect(Double(after) < Double(before) * 1.25, "\(before) KiB, then \(after) KiB")
    }

    @Test("P1 a client that stops reading stops the upstream")
    func slowReader() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let total = 64 * Self.mebibyte
        let accepted = Watched((count: 0, isStalled: false))
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            var sent = 0
            let rest = [UInt8](repeating: 7, count: 65_536)
            while sent < total {
                let count = try exchange.sendUntilStalled(rest, of: total - sent)
                sent += count
                accepted.update { $0 = (sent, count == 0 || $0.isStalled) }
                if count == 0 { try exchange.waitUntilWritable() }
            }
        }
        let client = try stage.gateway.connect(receiveBuffer: 65_536)
        try client.send("GET /s?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let response = try client.receiveHead()
        let atStall = try #require(
            accepted.wait { $0.isStalled || $0.count == total ? $0.count : nil })
        #expect(atStall < total / 2, "\(atStall) of \(total) bytes left the upstream unread")
        #expect(
            try stage.gateway.exchange("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n").status == 200)
        var received = 0
        let body = try client.receiveBody(of: response) { received += $0.count }
        #expect(received == total && body.ending == .complete)
    }

    @Test("P1 an upstream that stops reading stops the client")
    func slowUpstream() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let mayRead = Watched(false)
        stage.upstream.answer(marker.text) { exchange in
            _ = mayRead.wait { $0 ? true : nil }
            _ = try exchange.receiveBody { _ in }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let total = 64 * Self.mebibyte
        let client = try stage.gateway.connect()
        try client.send(
            "POST /s?\(marker) HTTP/1.1\r\nHost: app.test\r\nContent-Length: \(total)\r\n\r\n")
        let rest = [UInt8](repeating: 7, count: 65_536)
        var sent = 0
        while true {
            let count = try client.socket.sendUntilStalled(rest, of: total - sent)
            sent += count
            if count == 0 || sent == total { break }
        }
        #expect(sent < total / 2, "\(sent) of \(total) bytes left the client unread")
        mayRead.update { $0 = true }
        while sent < total {
            let count = min(rest.count, total - sent)
            try client.send(Array(rest[..<count]))
            sent += count
        }
        #expect(try client.receive().status == 200)
    }

    @Test("Q13 a client that pipelines without reading is held, not remembered")
    func pipelinesWithoutReading() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let body = String(repeating: "b", count: 65_536)
        stage.upstream.answer(
            marker.text, with: "HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n\(body)")
        let client = try stage.gateway.connect(receiveBuffer: 65_536)
        let request = Array(
            "GET /p?\(marker) HTTP/1.1\r\nHost: app.test\r\nA: \(body.prefix(8_000))\r\n\r\n".utf8)
        let before = try stage.gateway.residentKiB()
        let requests = 1_500
        var sent = 0
        while sent < requests * request.count {
            let rest = Array(request[(sent % request.count)...])
            let count = try client.socket.sendUntilStalled(rest, of: rest.count)
            if count == 0 { break }
            sent += count
        }
        let growth = try stage.gateway.residentKiB() - before
        #expect(growth < 16_384, "\(growth) KiB for \(sent / request.count) requests unread")
        #expect(stage.upstream.requests(with: marker.text).count < 500)
        for _ in 0..<(sent / request.count) {
            #expect(try client.receive().body.bytes.count == 65_536)
        }
    }

    @Test("P1 what an upstream sends in pieces arrives in pieces, not at the end")
    func promptly() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let next = Watched(0)
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            for number in 0..<5 {
                _ = next.wait { $0 >= number ? true : nil }
                try exchange.send("7\r\ndata: \(number)\r\n")
            }
            try exchange.send("0\r\n\r\n")
        }
        let client = try stage.gateway.connect()
        try client.send("GET /e?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let response = try client.receiveHead()
        var text = ""
        _ = try client.receiveBody(of: response) { bytes in
            text += String(decoding: bytes, as: UTF8.self)
            next.update { $0 = text.utf8.count / 7 }
        }
        #expect(text == (0..<5).map { "data: \($0)" }.joined())
    }

    @Test("P1 what a client sends in pieces arrives in pieces")
    func uploadPromptly() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let received = Watched(0)
        stage.upstream.answer(marker.text) { exchange in
            _ = try exchange.receiveBody { bytes in received.update { $0 += bytes.count } }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let client = try stage.gateway.connect()
        try client.send(
            "POST /e?\(marker) HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n")
        for number in 1...5 {
            try client.send("3\r\nabc\r\n")
            #expect(received.wait { $0 == number * 3 ? true : nil } != nil)
        }
        try client.send("0\r\n\r\n")
        #expect(try client.receive().status == 200)
    }
}
