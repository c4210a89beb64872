import Codecs
import HTTP
import Testing

@Suite("Q14 Q15 the WebSocket handshake")
struct WebSocketHandshakeTests {
    static let good = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    @Test("Q14 takes the handshake of RFC 6455 §1.3, names without case")
    func accepted() throws {
        #expect(try offers("GET /chat HTTP/1.1", Self.good))
        #expect(
            try offers(
                "GET /chat HTTP/1.1",
                ["upgrade: WebSocket", "connection: keep-alive, upgrade"] + Self.good[2...]))
    }

    static let refused: [(line: String, fields: [String])] = [
        ("POST / HTTP/1.1", good), ("HEAD / HTTP/1.1", good), ("GET / HTTP/1.0", good),
        ("GET / HTTP/1.1", good + ["Content-Length: 1"]),
        ("GET / HTTP/1.1", good + ["Transfer-Encoding: chunked"]),
        ("GET / HTTP/1.1", Array(good[1...])),
        ("GET / HTTP/1.1", ["Upgrade: h2c"] + good[1...]),
        ("GET / HTTP/1.1", ["Upgrade: h2c, websocket"] + good[1...]),
        ("GET / HTTP/1.1", ["Upgrade: websocket, websocket"] + good[1...]),
        ("GET / HTTP/1.1", ["Upgrade: websocket/1"] + good[1...]),
        ("GET / HTTP/1.1", ["Upgrade:"] + good[1...]),
        ("GET / HTTP/1.1", good + ["Upgrade: websocket"]),
        ("GET / HTTP/1.1", [good[0], "Connection: keep-alive", good[2], good[3]]),
        ("GET / HTTP/1.1", [good[0], good[2], good[3]]),
        ("GET / HTTP/1.1", [good[0], good[1], good[3]]),
        ("GET / HTTP/1.1", [good[0], good[1], "Sec-WebSocket-Version: 8", good[3]]),
        ("GET / HTTP/1.1", [good[0], good[1], "Sec-WebSocket-Version: 13, 8", good[3]]),
        ("GET / HTTP/1.1", good + ["Sec-WebSocket-Version: 13"]),
        ("GET / HTTP/1.1", Array(good[..<3])),
        ("GET / HTTP/1.1", good + [good[3]]),
        ("GET / HTTP/1.1", good[..<3] + ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ="]),
        ("GET / HTTP/1.1", good[..<3] + ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR=="]),
        ("GET / HTTP/1.1", good[..<3] + ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSEh"]),
        ("GET / HTTP/1.1", good[..<3] + ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub24-_Q=="]),
        ("GET / HTTP/1.1", good[..<3] + ["Sec-WebSocket-Key:"]),
    ]

    @Test("Q14 anything else is a plain request", arguments: refused)
    func refusal(row: (line: String, fields: [String])) throws {
        #expect(try !offers(row.line, row.fields))
    }

    static let agreed = [
        "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    ]

    @Test("Q15 the upstream agrees with the accept of RFC 6455 §1.3")
    func agreement() throws {
        #expect(try isAccepted("HTTP/1.1 101 Switching Protocols", Self.agreed))
    }

    static let disagreed: [(line: String, fields: [String])] = [
        ("HTTP/1.1 200 OK", agreed + ["Content-Length: 0"]),
        ("HTTP/1.1 101 OK", Array(agreed[1...])),
        ("HTTP/1.1 101 OK", [agreed[0], agreed[2]]),
        ("HTTP/1.1 101 OK", Array(agreed[..<2])),
        ("HTTP/1.1 101 OK", agreed + [agreed[2]]),
        ("HTTP/1.1 101 OK", ["Upgrade: h2c"] + agreed[1...]),
        ("HTTP/1.1 101 OK", agreed[..<2] + ["Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOp="]),
        ("HTTP/1.1 101 OK", agreed[..<2] + ["Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ=="]),
    ]

    @Test("Q15 anything else is no tunnel", arguments: disagreed)
    func disagreement(row: (line: String, fields: [String])) throws {
        #expect(try !isAccepted(row.line, row.fields))
    }

    private func offers(_ line: String, _ fields: [String]) throws -> Bool {
        let request = try parse(Self.head(line, fields))
        return WebSocketHandshake(request) != nil
    }

    private func isAccepted(_ line: String, _ fields: [String]) throws -> Bool {
        let request = try parse(Self.head("GET / HTTP/1.1", Self.good))
        let offered = WebSocketHandshake(request)
        let handshake = try #require(offered)
        var response = Response()
        var parser = ResponseParser(answering: .get)
        let head = line + "\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
        _ = try parser.parse(head.utf8Array.span, from: 0, into: &response)
        return handshake.isAccepted(by: response, sha1: Self.sha1)
    }

    /// The digest of the example's key with the protocol's text (RFC 6455 §1.3), and of nothing else.
    private static func sha1(_ bytes: Span<UInt8>) -> [UInt8] {
        let text = String(decoding: bytes)
        #expect(text == "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
        return [
            0xB3, 0x7A, 0x4F, 0x2C, 0xC0, 0x62, 0x4F, 0x16, 0x90, 0xF6, 0x46, 0x06, 0xCF, 0x38,
            0x59,
            0x45, 0xB2, 0xBE, 0xC4, 0xEA,
        ]
    }

    private static func head(_ line: String, _ fields: [String]) -> String {
        line + "\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }
}
