import TestKit
import Testing

@Suite("RFC 9112 §6 Request framing", .publicStage)
struct RequestFramingTests {
    static let post = "POST /f?%M HTTP/1.1\r\nHost: app.test\r\n"

    static let refusals = [
        RawRow(
            "Q1 T86 Content-Length, then Transfer-Encoding",
            post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
            400),
        RawRow(
            "Q1 T86 Transfer-Encoding, then Content-Length",
            post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled,
            400),
        RawRow(
            "Q1 Content-Length: 0 beside Transfer-Encoding",
            post + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
            400),
        RawRow("Q2 gzip", post + "Transfer-Encoding: gzip\r\n\r\n", 501),
        RawRow("Q2 gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        RawRow("Q2 identity", post + "Transfer-Encoding: identity\r\n\r\n" + smuggled, 501),
        RawRow("Q2 xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
        RawRow(
            "Q2 chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400),
        RawRow(
            "Q2 chunked on two lines",
            post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        RawRow("Q2 chunked, gzip", post + "Transfer-Encoding: chunked, gzip\r\n\r\n", 400, 501),
        RawRow("Q2 empty value", post + "Transfer-Encoding:\r\n\r\n" + smuggled, 400),
        RawRow("Q2 a vertical tab", post + "Transfer-Encoding: \u{B}chunked\r\n\r\n", 400, 501),
        RawRow(
            "Q2 in HTTP/1.0",
            "POST /f?%M HTTP/1.0\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400),
        RawRow("Q3 empty", post + "Content-Length:\r\n\r\n" + smuggled, 400),
        RawRow("Q3 T86 signed", post + "Content-Length: +5\r\n\r\nhello", 400),
        RawRow("Q3 negative", post + "Content-Length: -1\r\n\r\n", 400),
        RawRow("Q3 list of equals", post + "Content-Length: 5, 5\r\n\r\nhello", 400),
        RawRow("Q3 hexadecimal", post + "Content-Length: 0x5\r\n\r\nhello", 400),
        RawRow("Q3 two numbers", post + "Content-Length: 1 2\r\n\r\nhello", 400),
        RawRow("Q3 exponent", post + "Content-Length: 1e1\r\n\r\nhello", 400),
        RawRow("Q3 Q40 2^63", post + "Content-Length: 9223372036854775808\r\n\r\n", 400),
        RawRow("Q3 Q40 2^64 + 5", post + "Content-Length: 18446744073709551621\r\n\r\nhello", 400),
        RawRow(
            "Q3 T86 two equal lines",
            post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + smuggled, 400),
        RawRow(
            "Q3 T86 two different lines",
            post + "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello" + smuggled, 400),
        RawRow(
            "Q3 above the body limit", post + "Content-Length: 9223372036854775807\r\n\r\n", 413),
    ]

    @Test("Q1 Q2 Q3 refuses ambiguous framing", arguments: refusals)
    func refuses(row: RawRow) throws {
        try Stage.required().expectRefusal(row)
    }

    static let accepted = [
        RawRow("no body", "GET /f?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 200),
        RawRow("Content-Length: 0", post + "Content-Length: 0\r\n\r\n", 200),
        RawRow("Content-Length: 5", post + "Content-Length: 5\r\n\r\nhello", 200),
        RawRow("leading zeros", post + "Content-Length: 0005\r\n\r\nhello", 200),
        RawRow("white space around", post + "Content-Length: \t5 \t\r\n\r\nhello", 200),
        RawRow(
            "Chunked in any case",
            post + "Transfer-Encoding: ChunKed\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200),
        RawRow(
            "a body on GET",
            "GET /f?%M HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello", 200),
        RawRow("one empty line before", "\r\nGET /f?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 200),
    ]

    @Test("Q1 Q2 Q3 takes what is well framed and frames it once", arguments: accepted)
    func accepts(row: RawRow) throws {
        let seen = try Stage.required().expectForwarded(row)
        #expect(seen.body.ending == .complete)
        #expect(seen.body.text == (row.bytes.contains("hello") ? "hello" : ""))
        #expect(
            seen.values(of: "content-length").count + seen.values(of: "transfer-encoding").count
                <= 1)
    }

    static let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"

    /// Bodies that begin well, so that the request is already under way when the fault comes.
    static let brokenChunks = [
        RawRow("white space after the size", "5 \r\nhello\r\n0\r\n\r\n", 400),
        RawRow("white space before the size", " 5\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("sign", "+5\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("negative", "-5\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("prefix", "0x5\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("no size", "\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("no digit", "g\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("underscore", "1_0\r\n0123456789abcdef\r\n0\r\n\r\n", 400),
        RawRow("Q40 17 digits", "00000000000000005\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("Q40 2^64 - 1", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n", 400, 413),
        RawRow("Q40 2^63", "8000000000000000\r\nhello\r\n0\r\n\r\n", 400, 413),
        RawRow("T86 bare LF after the size", "5\nhello\r\n0\r\n\r\n", 400),
        RawRow("T86 bare CR after the size", "5\rhello\r\n0\r\n\r\n", 400),
        RawRow("T86 bare LF after the data", "5\r\nhello\n0\r\n\r\n", 400),
        RawRow("data longer than the size", "5\r\nhello!\r\n0\r\n\r\n", 400),
        RawRow("data shorter than the size", "7\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("T86 bare LF at the end", "5\r\nhello\r\n0\n\n", 400),
        RawRow("NUL in an extension", "5;a=\0\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("bare LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n", 400),
        RawRow("bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n", 400),
        RawRow(
            "an extension of 300 bytes",
            "5;" + String(repeating: "a", count: 300) + "\r\nhello\r\n0\r\n\r\n", 400),
        RawRow(
            "extensions of 5 KiB together",
            String(repeating: "1;" + String(repeating: "a", count: 200) + "\r\nx\r\n", count: 26)
                + "0\r\n\r\n", 400),
        RawRow(
            "Q5 65 trailers", "0\r\n" + String(repeating: "A: b\r\n", count: 65) + "\r\n", 400, 431),
        RawRow(
            "Q5 trailers of 9 KiB", "0\r\nA: " + String(repeating: "b", count: 9_216) + "\r\n\r\n",
            400, 431),
        RawRow("Q5 Q6 a folded trailer", "0\r\nA: b\r\n c\r\n\r\n", 400),
        RawRow("Q5 Q6 a trailer without a name", "0\r\n: b\r\n\r\n", 400),
        RawRow("Q5 Q6 NUL in a trailer", "0\r\nA: \0\r\n\r\n", 400),
    ]

    @Test("Q4 Q5 a fault in a chunked body ends both connections", arguments: brokenChunks)
    func endsBoth(row: RawRow) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let client = try stage.gateway.connect()
        try client.send(Self.chunked.filling(marker) + "3\r\nabc\r\n")
        let seen = try #require(stage.upstream.waitForRequest(with: marker.text))
        try client.sendWhileOpen(row.bytes + smuggled.filling(marker))
        let response = try client.receive(after: "POST")
        #expect(row.statuses.contains(response.status), "\(response.status)")
        #expect(try client.receiveUntilClose().bytes.isEmpty)
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
        let forwarded = stage.upstream.requests(with: marker.text)
        #expect(forwarded.map(\.target.isSmuggled) == [false])
        #expect(forwarded.map(\.body.ending) != [.complete], "the upstream got a final chunk")
    }

    static let goodChunks = [
        RawRow("16 digits", "0000000000000005\r\nhello\r\n0\r\n\r\n", 200),
        RawRow("upper and lower case", "A\r\nhellohello\r\na\r\nhellohello\r\n0\r\n\r\n", 200),
        RawRow("several zeros at the end", "5\r\nhello\r\n000\r\n\r\n", 200),
        RawRow("an extension", "5;a=b\r\nhello\r\n0;c\r\n\r\n", 200),
        RawRow(
            "an extension of 200 bytes",
            "5;" + String(repeating: "a", count: 200) + "\r\nhello\r\n0\r\n\r\n", 200),
        RawRow(
            "T05 64 trailers",
            "5\r\nhello\r\n0\r\n" + String(repeating: "X-User: mallory\r\n", count: 64) + "\r\n",
            200),
    ]

    @Test(
        "Q4 Q5 a good chunked body goes on without extensions and trailers", arguments: goodChunks)
    func passes(row: RawRow) throws {
        let whole = RawRow(row.name, Self.chunked + row.bytes, 200)
        let seen = try Stage.required().expectForwarded(whole)
        #expect(seen.body.text.replacing("hello", with: "") == "")
        #expect(seen.body.text.hasPrefix("hello"))
        #expect(seen.body.ending == .complete)
        #expect(seen.body.trailers.isEmpty)
        #expect(!(try Stage.required().upstream.hasSeen(";a")))
    }
}

extension String {
    fileprivate var isSmuggled: Bool { hasPrefix("/smuggled") }
}
