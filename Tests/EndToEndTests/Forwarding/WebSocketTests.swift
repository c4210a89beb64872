import TestKit
import Testing

/// The handshake of RFC 6455 §1.3, and frames for either side.
enum WebSocket {
    static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    static let upgrade =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: \(key)\r\n"

    static func request(_ target: String, _ fields: String = upgrade) -> String {
        "GET \(target) HTTP/1.1\r\nHost: app.test\r\n\(fields)\r\n"
    }

    static let switching =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: \(accept)\r\n\r\n"

    /// A binary frame, masked as clients must.
    static func frame(_ payload: [UInt8], isMasked: Bool) -> [UInt8] {
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        var frame: [UInt8] = [0x82]
        switch payload.count {
        case ..<126: frame.append(maskBit | UInt8(payload.count))
        case ..<65_536:
            frame += [maskBit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            frame.append(maskBit | 127)
            frame += (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        }
        guard isMasked else { return frame + payload }
        let mask: [UInt8] = [1, 2, 3, 4]
        return frame + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    /// Switches protocols, then sends back the payload of every frame, unmasked as servers must.
    static let mirror: ScriptedUpstream.Script = { exchange in
        try exchange.send(switching)
        while let payload = try receivePayload(from: exchange) {
            try exchange.send(frame(payload, isMasked: false))
        }
    }

    /// The payload of the next masked frame; nil at the end.
    private static func receivePayload(from exchange: UpstreamExchange) throws -> [UInt8]? {
        let start = try exchange.receiveBytes(count: 2)
        guard start.count == 2 else { return nil }
        var length = Int(start[1] & 0x7F)
        if length > 125 {
            let extended = try exchange.receiveBytes(count: length == 126 ? 2 : 8)
            length = extended.reduce(0) { $0 << 8 | Int($1) }
        }
        let mask = try exchange.receiveBytes(count: 4)
        guard mask.count == 4 else { return nil }
        return try exchange.receiveBytes(count: length).enumerated().map { $1 ^ mask[$0 % 4] }
    }
}

@Suite(
    "RFC 6455 WebSocket and other upgrades",
    .stage { plan in
        let issuer = try TestIssuer.shared.get()
        try plan.folder.write(issuer.keySet, to: "keys.json")
        return """
            listen: {http: "127.0.0.1:0"}
            workers: 1
            log: {access: off}
            issuers:
              local: {issuer: https://issuer.test, audience: [api], keys: {file: keys.json}}
            identity: {X-User: sub}
            hosts:
              app.test:
                upstream: http://\(plan.upstream)
                routes:
                  /**: {auth: none}
                  /ws/**: {auth: none, websocket: true}
                  /private/**: {auth: bearer, websocket: true}
            """
    })
struct WebSocketTests {
    /// Opens a tunnel to a mirroring upstream.
    private func open(_ stage: Stage, fields: String = "") throws -> (ScriptedClient, WireRequest) {
        let marker = Marker()
        stage.upstream.answer(marker.text, by: WebSocket.mirror)
        let client = try stage.gateway.connect()
        try client.send(WebSocket.request("/ws/x?\(marker)", WebSocket.upgrade + fields))
        let head = try client.receiveHead()
        try #require(head.status == 101)
        #expect(head["sec-websocket-accept"] == WebSocket.accept)
        #expect(head["upgrade"]?.lowercased() == "websocket")
        #expect(head["connection"]?.lowercased() == "upgrade")
        return (client, try #require(stage.upstream.requests(with: marker.text).first))
    }

    @Test("Q14 Q15 frames of every length class pass both ways, cut anywhere")
    func frames() throws {
        let (client, _) = try open(try Stage.required())
        for count in [0, 1, 125, 126, 127, 65_535, 65_536, 300_000] {
            try expectMirrored([UInt8](repeating: 7, count: count), by: client) { [$0] }
        }
        try expectMirrored(Array("hello".utf8), by: client) { $0.map { [$0] } }
    }

    /// Sends a frame in pieces and receives its payload in a frame of the upstream.
    private func expectMirrored(
        _ payload: [UInt8], by client: ScriptedClient, cut: ([UInt8]) -> [[UInt8]]
    ) throws {
        for piece in cut(WebSocket.frame(payload, isMasked: true)) { try client.send(piece) }
        let expected = WebSocket.frame(payload, isMasked: false)
        #expect(try client.receive(count: expected.count) == expected, "\(payload.count)")
    }

    @Test("Q14 the upstream sees the handshake, its extensions and its protocols")
    func handshake() throws {
        let (_, seen) = try open(
            try Stage.required(),
            fields:
                "Sec-WebSocket-Protocol: chat, other\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
        )
        #expect(seen["upgrade"]?.lowercased() == "websocket")
        #expect(seen["connection"]?.lowercased() == "upgrade")
        #expect(seen["sec-websocket-key"] == WebSocket.key && seen["sec-websocket-version"] == "13")
        #expect(seen["sec-websocket-protocol"] == "chat, other")
        #expect(seen["sec-websocket-extensions"] == "permessage-deflate")
    }

    @Test("Either side's end ends the other", arguments: [false, true])
    func ends(isReset: Bool) throws {
        let stage = try Stage.required()
        let (client, seen) = try open(stage)
        if isReset { client.socket.reset() } else { client.socket.close() }
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)

        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(WebSocket.switching)
            try exchange.send(WebSocket.frame(Array("bye".utf8), isMasked: false))
            if isReset { exchange.reset() } else { exchange.close() }
        }
        let other = try stage.gateway.connect()
        try other.send(WebSocket.request("/ws/x?\(marker)"))
        if !isReset { #expect(try other.receiveHead().status == 101) }
        _ = try other.receiveUntilClose()
    }

    static let plain = [
        ("a route that does not allow it", "/plain", WebSocket.upgrade),
        (
            "no Connection option", "/ws/x",
            WebSocket.upgrade.replacing("Connection: Upgrade\r\n", with: "")
        ),
        ("another version", "/ws/x", WebSocket.upgrade.replacing("13", with: "8")),
        (
            "no version", "/ws/x",
            WebSocket.upgrade.replacing("Sec-WebSocket-Version: 13\r\n", with: "")
        ),
        (
            "no key", "/ws/x",
            WebSocket.upgrade.replacing("Sec-WebSocket-Key: \(WebSocket.key)\r\n", with: "")
        ),
        ("a short key", "/ws/x", WebSocket.upgrade.replacing(WebSocket.key, with: "AAAA")),
        (
            "a key that is no base64", "/ws/x",
            WebSocket.upgrade.replacing(WebSocket.key, with: "dGhlIHNhbXBsZSBub25jZ!==")
        ),
        ("two keys", "/ws/x", WebSocket.upgrade + "Sec-WebSocket-Key: \(WebSocket.key)\r\n"),
        (
            "T83 h2c", "/ws/x",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
        ),
        ("another protocol", "/ws/x", "Connection: Upgrade\r\nUpgrade: foo\r\n"),
        ("TLS", "/ws/x", "Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n"),
    ]

    @Test("X18 a client that ended its side and then resets leaves nothing behind")
    func resetAfterEnd() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let isReset = Watched(false)
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(WebSocket.switching)
            #expect(try exchange.receiveBytes().isEmpty)
            _ = isReset.wait { $0 ? true : nil }
            // The gateway learns of the reset by writing.
            while true { try exchange.send(WebSocket.frame([1], isMasked: false)) }
        }
        let client = try stage.gateway.connect()
        try client.send(WebSocket.request("/ws/x?\(marker)"))
        #expect(try client.receiveHead().status == 101)
        client.socket.finishSending()
        let seen = try #require(stage.upstream.waitForRequest(with: marker.text))
        client.socket.reset()
        isReset.update { $0 = true }
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
    }

    @Test("Q14 T83 every other upgrade is a plain request", arguments: plain)
    func plainRequest(name: String, target: String, fields: String) throws {
        let seen = try Stage.required().forwarded(fields, target: target)
        for field in ["upgrade", "http2-settings"] { #expect(seen.values(of: field).isEmpty) }
        #expect(seen.values(of: "connection").allSatisfy { $0.lowercased() == "keep-alive" })
    }

    @Test(
        "Q14 other methods and HTTP/1.0 do not upgrade",
        arguments: ["POST /ws/x?%M HTTP/1.1", "GET /ws/x?%M HTTP/1.0"])
    func otherRequests(line: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "\(line.filling(marker))\r\nHost: app.test\r\nContent-Length: 0\r\n\(WebSocket.upgrade)\r\n",
            marker: marker)
        #expect(response.status == 200)
        #expect(forwarded.map { $0.values(of: "upgrade") } == [[]])
    }

    @Test("Q14 authentication comes first")
    func authentication() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text, by: WebSocket.mirror)
        let refused = try stage.gateway.connect()
        try refused.send(WebSocket.request("/private/x?\(marker)"))
        #expect(try refused.receive().status == 401)
        #expect(!stage.upstream.hasSeen(marker.text))

        let token = try TestIssuer.shared.get().token()
        let client = try stage.gateway.connect()
        try client.send(
            WebSocket.request(
                "/private/x?\(marker)",
                WebSocket.upgrade + "Authorization: Bearer \(token)\r\nX-User: mallory\r\n"))
        #expect(try client.receiveHead().status == 101)
        #expect(stage.upstream.requests(with: marker.text).map { $0["x-user"] } == ["alice"])
    }

    static let wrongAnswers = [
        WebSocket.switching.replacing(WebSocket.accept, with: "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        WebSocket.switching.replacing("Sec-WebSocket-Accept: \(WebSocket.accept)\r\n", with: ""),
        WebSocket.switching.replacing("Upgrade: websocket", with: "Upgrade: h2c"),
        WebSocket.switching.replacing("Upgrade: websocket\r\n", with: ""),
        WebSocket.switching.replacing("Connection: Upgrade\r\n", with: ""),
    ]

    @Test("Q15 a wrong 101 is 502 and no tunnel", arguments: wrongAnswers)
    func wrongAnswer(answer: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text) { exchange in
            try exchange.send(answer + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
            try exchange.waitUntilEnd()
        }
        let client = try stage.gateway.connect()
        try client.send(WebSocket.request("/ws/x?\(marker)"))
        #expect(try client.receive().status == 502)
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
    }

    @Test(
        "T84 a connection that carried an upgrade attempt is never used again",
        arguments: [200, 403, 426])
    func declined(status: Int) throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(
            marker.text, with: "HTTP/1.1 \(status) No\r\nContent-Length: 2\r\n\r\nno")
        let client = try stage.gateway.connect()
        try client.send(WebSocket.request("/ws/x?\(marker)"))
        let response = try client.receive()
        #expect(response.status == status && response.text == "no")
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
    }

    @Test("Q15 T83 what comes before the 101 does not go upstream as a request")
    func earlyBytes() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let mayAnswer = Watched(false)
        stage.upstream.answer(marker.text) { exchange in
            _ = mayAnswer.wait { $0 ? true : nil }
            try exchange.send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
        }
        let client = try stage.gateway.connect()
        try client.send(WebSocket.request("/ws/x?\(marker)") + smuggled.filling(marker))
        let seen = try #require(stage.upstream.waitForRequest(with: marker.text))
        // A round trip on the same worker: what would be forwarded has been.
        #expect(
            try stage.gateway.exchange("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n").status == 200)
        #expect(
            stage.upstream.connections[seen.connection].bytes.suffix(4)
                == Array("\r\n\r\n".utf8)[...])
        mayAnswer.update { $0 = true }
        #expect(try client.receive().status == 403)
        #expect(
            stage.upstream.connections[seen.connection].bytes.suffix(4)
                == Array("\r\n\r\n".utf8)[...])
    }
}
