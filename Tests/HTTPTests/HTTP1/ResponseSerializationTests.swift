import Codecs
import HTTP
import Testing

@Suite("Responses reach the client")
struct ResponseSerializationTests {
    /// The response that `head` becomes towards a client, and how its body is to be written.
    static func relayed(
        _ head: String, to delivery: ResponseDelivery = client(), answering method: Method = .get
    ) throws -> (head: String, framing: BodyFraming) {
        var parser = ResponseParser(answering: method)
        var response = Response()
        _ = try parser.parse(latin1(head).span, from: 0, into: &response)
        response.fields.removeLinesNamedByConnection()
        var output = ByteBuffer()
        let lines: StaticString = "X-Ours: 1\r\n"
        let framing = response.serialize(for: delivery, adding: lines.span, into: &output)
        return (text(output.span), framing)
    }

    static func client(
        _ version: HTTPVersion = .http11, head isHead: Bool = false, stays: Bool = true
    ) -> ResponseDelivery {
        ResponseDelivery(version: version, isHead: isHead, isPersistent: stays)
    }

    @Test("Q11 lines are written anew, those of the upstream's connection left out")
    func lines() throws {
        let head =
            "HTTP/1.0 299 So \u{E4}\r\nA:b\r\nConnection: X-Hop\r\nX-Hop: v\r\nKeep-Alive: 5\r\n"
            + "Set-Cookie: a=b\r\nSet-Cookie: c=d\r\nContent-Length: 05\r\nUpgrade: h2c\r\n\r\n"
        let (text, framing) = try Self.relayed(head)
        #expect(
            text == "HTTP/1.1 299 So \u{E4}\r\nA: b\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n"
                + "Content-Length: 5\r\nX-Ours: 1\r\n\r\n")
        #expect(framing == .length(5))
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let lines: String
        let delivery: ResponseDelivery
        let written: String
        let framing: BodyFraming

        init(
            _ lines: String, _ delivery: ResponseDelivery, _ written: String, _ framing: BodyFraming
        ) {
            self.lines = lines
            self.delivery = delivery
            self.written = written
            self.framing = framing
        }

        var testDescription: String { "\(lines) to \(delivery.version)" }
    }

    static let rows: [Row] = [
        Row("Content-Length: 5\r\n", client(), "Content-Length: 5\r\n", .length(5)),
        Row(
            "Content-Length: 5\r\n", client(stays: false),
            "Content-Length: 5\r\nConnection: close\r\n", .length(5)),
        Row(
            "Content-Length: 5\r\n", client(.http10),
            "Content-Length: 5\r\nConnection: keep-alive\r\n", .length(5)),
        Row(
            "Content-Length: 5\r\n", client(.http10, stays: false),
            "Content-Length: 5\r\nConnection: close\r\n", .length(5)),
        Row("Transfer-Encoding: chunked\r\n", client(), "Transfer-Encoding: chunked\r\n", .chunked),
        Row(
            "Transfer-Encoding: chunked\r\n", client(.http10), "Connection: close\r\n", .untilClose),
        Row("", client(), "Transfer-Encoding: chunked\r\n", .chunked),
        Row("", client(.http10), "Connection: close\r\n", .untilClose),
    ]

    @Test("a body is framed as the client can read it", arguments: rows)
    func framing(row: Row) throws {
        let (text, framing) = try Self.relayed(
            "HTTP/1.1 200 OK\r\n\(row.lines)\r\n", to: row.delivery)
        #expect(text == "HTTP/1.1 200 OK\r\n\(row.written)X-Ours: 1\r\n\r\n")
        #expect(framing == row.framing)
    }

    @Test("RFC 9110 §8.6 HEAD and 304 keep the length, 204 and 1xx name none")
    func bodiless() throws {
        let length = "Content-Length: 5\r\n"
        let toHead = try Self.relayed(
            "HTTP/1.1 200 OK\r\n\(length)\r\n", to: Self.client(head: true), answering: .head)
        #expect(toHead.head == "HTTP/1.1 200 OK\r\n\(length)X-Ours: 1\r\n\r\n")
        #expect(toHead.framing == .none)
        let notModified = try Self.relayed("HTTP/1.1 304 Not Modified\r\n\(length)\r\n")
        #expect(notModified.head == "HTTP/1.1 304 Not Modified\r\n\(length)X-Ours: 1\r\n\r\n")
        let noContent = try Self.relayed("HTTP/1.1 204 No Content\r\n\(length)\r\n")
        #expect(noContent.head == "HTTP/1.1 204 No Content\r\nX-Ours: 1\r\n\r\n")
        let hints = try Self.relayed(
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", to: Self.client(stays: false))
        #expect(hints.head == "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nX-Ours: 1\r\n\r\n")
        let chunkedHead = try Self.relayed(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", to: Self.client(head: true),
            answering: .head)
        #expect(chunkedHead.head == "HTTP/1.1 200 OK\r\nX-Ours: 1\r\n\r\n")
    }

    @Test("Q15 101 is the WebSocket upgrade")
    func upgrade() throws {
        let head =
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: x\r\n\r\n"
        #expect(
            try Self.relayed(head).head
                == "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nX-Ours: 1\r\n\r\n")
    }

    @Test("responses of our own name their length and close where they must")
    func own() {
        let lines: StaticString = "Content-Type: text/plain\r\n"
        let body: StaticString = "no"
        func written(_ status: StatusCode, _ delivery: ResponseDelivery) -> String {
            var output = ByteBuffer()
            output.append(response: status, lines: lines.span, body: body.span, for: delivery)
            return text(output.span)
        }
        let start = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
        #expect(written(.forbidden, Self.client()) == start + "\r\nno")
        #expect(written(.forbidden, Self.client(head: true)) == start + "\r\n")
        #expect(
            written(.forbidden, Self.client(stays: false)) == start + "Connection: close\r\n\r\nno")
        #expect(
            written(.noContent, Self.client())
                == "HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n\r\n")
        var output = ByteBuffer()
        output.append(interim: .continue)
        #expect(text(output.span) == "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test("chunks are written as they are read")
    func chunks() {
        for count in [1, 9, 10, 15, 16, 255, 256, 4096, 65_537] {
            let data = [UInt8](repeating: 0x61, count: count)
            var output = ByteBuffer()
            output.append(chunk: data.span)
            output.append(chunk: Span())
            output.appendLastChunk()
            let body = readBody(text(output.span)).body
            #expect(body?.data.utf8.count == count)
            #expect(body?.consumed == output.count)
        }
    }

    @Test("Q5 T05 only trailers that frame, route and decide nothing are forwarded")
    func trailers() throws {
        let bytes = latin1(
            "0\r\nX-Sum: 1\r\nContent-Length: 5\r\nHost: h\r\nAuthorization: x\r\nETag: \"e\"\r\n"
                + "transfer-encoding: chunked\r\nX-Forwarded-For: 1\r\nCookie: a\r\nX-Gone: 1\r\n\r\n"
        )
        var decoder = BodyDecoder(framing: .chunked)
        var offset = 0
        let part = try decoder.next(bytes.span, from: &offset)
        #expect(part == .end)
        for index in 0..<decoder.trailers.count
        where text(decoder.trailers.name(of: decoder.trailers[index])) == "X-Gone" {
            decoder.trailers.remove(at: index)
        }
        var output = ByteBuffer()
        output.appendLastChunk(forwarding: decoder.trailers)
        #expect(text(output.span) == "0\r\nX-Sum: 1\r\nETag: \"e\"\r\n\r\n")
    }
}
