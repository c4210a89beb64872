import Codecs
import HTTP
import Testing

@Suite("Q11 Heads are written anew")
struct SerializationTests {
    /// The request that `head` becomes towards an upstream.
    static func forwarded(
        _ head: String, lines: StaticString = "", upgrade: Bool = false, trailers: Bool = false
    ) throws -> String {
        var parser = RequestParser()
        var request = Request()
        _ = try parser.parse(latin1(head).span, from: 0, into: &request)
        request.fields.removeLinesNamedByConnection()
        var forwarded = ForwardedHead(
            path: request.path, query: request.query, host: request.authority, lines: lines.span)
        forwarded.upgradesToWebSocket = upgrade
        forwarded.forwardsTrailers = trailers
        var output = ByteBuffer()
        request.serialize(as: forwarded, into: &output)
        return text(output.span)
    }

    @Test("Q11 one Host, one framing field, names as sent and canonical white space")
    func request() throws {
        let head = """
            POST http://e.test:8080/a/b?c=%20d HTTP/1.1\r
            hOST:other\r
            X-One:\t a  b \t\r
            x-two:\r
            CONTENT-length: 0005 \r
            X-Three: \u{E4}\u{FF}\r
            Connection: keep-alive\r
            \r

            """
        #expect(
            try Self.forwarded(head, lines: "X-Ours: 1\r\n") == """
                POST /a/b?c=%20d HTTP/1.1\r
                Host: e.test:8080\r
                X-One: a  b\r
                x-two: \r
                X-Three: \u{E4}\u{FF}\r
                Content-Length: 5\r
                X-Ours: 1\r
                \r

                """)
    }

    @Test(
        "Q23 what speaks about one connection does not go on",
        arguments: [
            "Connection: close", "Connection: keep-alive, X-User", "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive", "Proxy-Authorization: Basic eA==", "TE: trailers, gzip",
            "Trailer: X-Sum", "Upgrade: h2c", "HTTP2-Settings: AAA", "Expect: 100-continue",
            "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA",
        ])
    func hopByHop(lines: String) throws {
        let head = "GET / HTTP/1.1\r\nHost: h\r\n\(lines)\r\nX: y\r\n\r\n"
        #expect(try Self.forwarded(head) == "GET / HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n")
    }

    @Test(
        "framing is written once, as it was understood",
        arguments: [
            ("Transfer-Encoding: ,cHUNKED", "Transfer-Encoding: chunked\r\n"),
            ("Content-Length: 000", "Content-Length: 0\r\n"),
            ("Content-Length: 9223372036854775807", "Content-Length: 9223372036854775807\r\n"),
            ("Accept: */*", ""),
        ])
    func framing(line: String, written: String) throws {
        let head = "POST / HTTP/1.1\r\nHost: h\r\n\(line)\r\n\r\n"
        let accept = line.hasPrefix("Accept") ? line + "\r\n" : ""
        #expect(
            try Self.forwarded(head) == "POST / HTTP/1.1\r\nHost: h\r\n\(accept)\(written)\r\n")
    }

    @Test("Q14 an upgrade is written canonically and only where asked for")
    func upgrade() throws {
        let head =
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: X-A, Upgrade\r\nX-A: b\r\n"
            + "Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n\r\n"
        #expect(
            try Self.forwarded(head, upgrade: true)
                == "GET / HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Version: 13\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    }

    @Test("Q5 Trailer is announced where trailers go along")
    func trailerField() throws {
        let head =
            "POST / HTTP/1.1\r\nHost: h\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try Self.forwarded(head, trailers: true).contains("\r\nTrailer: X-Sum\r\n"))
    }

    @Test("an unknown method and an absolute target without path keep their meaning")
    func targets() throws {
        #expect(
            try Self.forwarded("M-SEARCH http://e?q HTTP/1.0\r\n\r\n")
                == "M-SEARCH /?q HTTP/1.1\r\nHost: e\r\n\r\n")
        #expect(
            try Self.forwarded("OPTIONS http://e HTTP/1.0\r\n\r\n")
                == "OPTIONS * HTTP/1.1\r\nHost: e\r\n\r\n")
    }

    @Test("T11 Q23 Connection cannot name what the gateway decides by")
    func protectedFields() throws {
        let names = [
            "Host", "Authorization", "Cookie", "Origin", "X-Forwarded-For", "x-real-ip",
            "Forwarded",
        ]
        let fields = names.dropFirst().map { "\($0): v\r\n" }.joined()
        let head =
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: \(names.joined(separator: ", "))\r\n\(fields)\r\n"
        #expect(try Self.forwarded(head) == "GET / HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
    }

    @Test("Connection takes away every line of the fields it names, in any case")
    func namedFields() throws {
        let head =
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: x-USER, ,\"q\"\r\nX-User: a\r\nB: c\r\n"
            + "Connection: Accept\r\nACCEPT: */*\r\nX-uSER: d\r\nX-User2: e\r\n\r\n"
        #expect(
            try Self.forwarded(head) == "GET / HTTP/1.1\r\nHost: h\r\nB: c\r\nX-User2: e\r\n\r\n")
    }

    @Test("parse(serialize(x)) is x, twice the same bytes")
    func roundTrip() throws {
        let head =
            "PUT /a;b/%2F?c HTTP/1.1\r\nHost: h:1\r\nA: b\r\na:\r\nContent-Length: 12\r\n\r\n"
        let once = try Self.forwarded(head)
        #expect(try Self.forwarded(once) == once)
        #expect(parseRequest(once).request?.framing == .length(12))
    }
}
