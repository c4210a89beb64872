import TestKit
import Testing

@Suite("RFC 9112 §6 Upstream answers", .publicStage)
struct UpstreamAnswerTests {
    /// What an upstream sends, and what must come out at the client.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let answer: String

        init(_ name: String, _ answer: String) {
            (self.name, self.answer) = (name, answer)
        }

        var testDescription: String { name }
    }

    static let ok = "HTTP/1.1 200 OK\r\n"

    static let broken = [
        Row("two different lengths", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nokk"),
        Row("a list of different lengths", ok + "Content-Length: 2, 3\r\n\r\nokk"),
        Row("a length that is no number", ok + "Content-Length: two\r\n\r\nok"),
        Row("a signed length", ok + "Content-Length: +2\r\n\r\nok"),
        Row("an empty length", ok + "Content-Length:\r\n\r\nok"),
        Row("Q40 a length beyond 64 bits", ok + "Content-Length: 18446744073709551618\r\n\r\nok"),
        Row(
            "length and coding",
            ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Row("an unknown coding", ok + "Transfer-Encoding: gzip\r\n\r\nok"),
        Row("chunked twice", ok + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        Row("status 99", "HTTP/1.1 99 No\r\n\r\n"),
        Row("status 600", "HTTP/1.1 600 No\r\nContent-Length: 0\r\n\r\n"),
        Row("status 0", "HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n"),
        Row("status 20", "HTTP/1.1 20 No\r\nContent-Length: 0\r\n\r\n"),
        Row("status 2000", "HTTP/1.1 2000 No\r\nContent-Length: 0\r\n\r\n"),
        Row("a status that is no number", "HTTP/1.1 2x0 No\r\nContent-Length: 0\r\n\r\n"),
        Row("a negative status", "HTTP/1.1 -20 No\r\nContent-Length: 0\r\n\r\n"),
        Row("no HTTP at all", "hello\r\n\r\n"),
        Row("HTTP/2", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Row("a bare CR in a value", ok + "A: b\rc\r\nContent-Length: 2\r\n\r\nok"),
        Row("NUL in a value", ok + "A: b\0c\r\nContent-Length: 2\r\n\r\nok"),
        Row("NUL in a name", ok + "A\0: b\r\nContent-Length: 2\r\n\r\nok"),
        Row("an empty name", ok + ": b\r\nContent-Length: 2\r\n\r\nok"),
        Row("white space before the colon", ok + "Content-Length : 2\r\n\r\nok"),
        Row(
            "a head of 70 KiB",
            ok + String(repeating: "A: \(String(repeating: "b", count: 1_000))\r\n", count: 71)
                + "Content-Length: 2\r\n\r\nok"),
        Row("a line of 70 KiB", ok + "A: \(String(repeating: "b", count: 71_000))\r\n\r\n"),
        Row("nothing", ""),
        Row("half a status line", "HTTP/1.1 20"),
        Row("half a head", ok + "Content-Le"),
    ]

    @Test("RFC 9110 §6.6.1 an upstream without a clock gets a Date, one with a clock keeps its own")
    func date() throws {
        let stage = try Stage.required()
        for own in ["", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Request-ID: theirs\r\n"] {
            let marker = Marker()
            stage.upstream.answer(marker.text) { exchange in
                try exchange.send("HTTP/1.1 200 OK\r\n\(own)Content-Length: 0\r\n\r\n")
            }
            let response = try stage.gateway.exchange(
                "GET /?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
            #expect(response.values(of: "date").count == 1)
            if !own.isEmpty { #expect(response["date"] == "Sun, 06 Nov 1994 08:49:37 GMT") }
            #expect(response.values(of: "x-request-id").count == 1)
            #expect(response["x-request-id"] != "theirs")
        }
    }

    @Test("Q18 T87 an answer with two readings is 502 and its connection closed", arguments: broken)
    func refuses(row: Row) throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(row.answer)
            if row.answer.contains("\r\n\r\n") {
                try exchange.waitUntilEnd()
            } else {
                exchange.close()
            }
        }
        let client = try stage.gateway.connect()
        let response = try client.exchange(
            "POST /u?\(marker) HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n")
        #expect(response.status == 502)
        #expect(!response.text.contains("ok"))
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
    }

    static let good = [
        Row("a length", ok + "Content-Length: 2\r\n\r\nok"),
        Row("two equal lengths", ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
        Row(
            "chunks",
            ok + "Transfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x\r\nk\r\n0\r\nA: b\r\n\r\n"),
        Row("until close", ok + "\r\nok"),
        Row("no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"),
        Row("an empty reason", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok"),
        Row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        Row("a reason beyond ASCII", "HTTP/1.1 200 Schön\r\nContent-Length: 2\r\n\r\nok"),
    ]

    @Test("Q18 every legal answer arrives whole, framed once", arguments: good)
    func relays(row: Row) throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            for byte in row.answer.utf8 { try exchange.send([byte]) }
            exchange.close()
        }
        let response = try stage.gateway.exchange(
            "GET /u?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(response.status == 200 && response.text == "ok")
        #expect(response.body.ending == .complete && response.body.trailers.isEmpty)
        let framing =
            response.values(of: "content-length") + response.values(of: "transfer-encoding")
        #expect(framing.count <= 1)
    }

    @Test("An HTTP/1.0 client gets a chunked answer without chunks, ended by the close")
    func oldClient() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text, with: Self.good[2].answer)
        for fields in ["", "Connection: keep-alive\r\n"] {
            let client = try stage.gateway.connect()
            try client.send("GET /u?\(marker) HTTP/1.0\r\nHost: app.test\r\n\(fields)\r\n")
            let response = try client.receive()
            #expect(response.text == "ok" && response.values(of: "transfer-encoding").isEmpty)
            #expect(response["connection"]?.lowercased() == "close")
            #expect(try client.receiveUntilClose().bytes.isEmpty)
        }
    }

    static let empty = [
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", 200),
        ("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200),
        ("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204),
        ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\nETag: \"a\"\r\n\r\n", 304),
        ("DELETE", "HTTP/1.1 204 No Content\r\n\r\n", 204),
        ("POST", "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n", 205),
    ]

    @Test("RFC 9112 §6.3 answers without a body leave both connections in use", arguments: empty)
    func emptyAnswers(method: String, answer: String, status: Int) throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text, with: answer)
        let client = try stage.gateway.connect()
        for _ in 0..<2 {
            let response = try client.exchange(
                "\(method) /u?\(marker) HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n")
            #expect(response.status == status)
            if status == 204 { #expect(response.values(of: "content-length").isEmpty) }
            if status == 304 { #expect(response["etag"] == "\"a\"") }
        }
        #expect(stage.upstream.requests(with: marker.text).count == 2)
    }

    @Test("RFC 9110 §9.3.2 HEAD keeps the length the upstream tells")
    func headLength() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text, with: Self.empty[0].1)
        let response = try stage.gateway.exchange(
            "HEAD /u?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(response["content-length"] == "1000")
    }

    static let surplus = [
        ("GET", ok + "Content-Length: 2\r\n\r\nok" + ok + "Content-Length: 6\r\n\r\npoison"),
        ("GET", ok + "Content-Length: 2\r\n\r\nokpoison"),
        ("GET", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\npoison"),
        ("HEAD", ok + "Content-Length: 6\r\n\r\npoison"),
        ("GET", "HTTP/1.1 204 No Content\r\n\r\npoison"),
        ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\npoison"),
    ]

    @Test("Q20 what follows a complete answer poisons nobody", arguments: surplus)
    func surplusIsHarmless(method: String, answer: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(answer)
            try exchange.waitUntilEnd()
        }
        let client = try stage.gateway.connect()
        _ = try client.exchange("\(method) /u?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
        let next = try client.exchange("GET /next HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(next.text == "ok")
    }

    static let truncated = [
        Row("a length", ok + "Content-Length: 9\r\n\r\nabc"),
        Row("chunks, inside one", ok + "Transfer-Encoding: chunked\r\n\r\n9\r\nabc"),
        Row("chunks, between two", ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
        Row("chunks, inside the last", ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"),
        Row("chunks, a broken size", ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nx\r\n"),
        Row("chunks, a bare LF", ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n"),
    ]

    @Test("Q19 a truncated body is shown as truncated", arguments: truncated, [false, true])
    func truncation(row: Row, isReset: Bool) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let hasArrived = Watched(false)
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(row.answer)
            _ = hasArrived.wait { $0 ? true : nil }
            if isReset { exchange.reset() } else { exchange.close() }
        }
        let client = try stage.gateway.connect()
        try client.send("GET /u?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        // A fault beside the head may be answered 502 or cut as well: nothing has been sent yet.
        let head = try client.receiveHeadUnlessReset()
        hasArrived.update { $0 = true }
        guard let head, head.status != 502 else { return }
        #expect(head.status == 200)
        let body = try client.receiveBody(of: head)
        #expect(body.ending != .complete)
        #expect("abc".hasPrefix(body.text))
    }

    @Test("Set-Cookie lines stay apart and in order")
    func setCookies() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(
            marker.text,
            with: Self.ok + "Set-Cookie: a=1\r\nSet-Cookie: b=2, c\r\nContent-Length: 0\r\n\r\n")
        let response = try stage.gateway.exchange(
            "GET /u?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(response.values(of: "set-cookie") == ["a=1", "b=2, c"])
    }

    @Test("Hop-by-hop fields of an answer stay on their hop")
    func hopByHop() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(
            marker.text,
            with: Self.ok
                + "Connection: X-Hop, close\r\nX-Hop: 1\r\nKeep-Alive: timeout=1\r\nUpgrade: h2c\r\n"
                + "Proxy-Connection: close\r\nX-Kept: 1\r\nContent-Length: 2\r\n\r\nok")
        let client = try stage.gateway.connect()
        let response = try client.exchange("GET /u?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(response["x-kept"] == "1")
        for name in ["x-hop", "keep-alive", "upgrade", "proxy-connection"] {
            #expect(response.values(of: name).isEmpty, "\(name)")
        }
        #expect(try client.exchange("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n").status == 200)
    }
}
