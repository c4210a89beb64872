import TestKit
import Testing

@Suite("Q40 No input ends the process", .bearerStage)
struct HostileInputTests {
    /// A small generator whose seed stands in the failure, so that a run can be repeated.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    /// A good request of every kind, to be broken.
    static func templates() throws -> [[UInt8]] {
        let token = try TestIssuer.shared.get().token()
        return [
            "GET /api/a%20b/../c?d=e HTTP/1.1\r\nHost: app.test\r\nAuthorization: Bearer \(token)\r\n\r\n",
            "POST /public/x HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n",
            "POST /public/x HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
            "OPTIONS http://app.test:80/public/ HTTP/1.1\r\nHost: [::1]:80\r\nOrigin: https://a\r\nAccess-Control-Request-Method: GET\r\n\r\n",
            "GET /public/x HTTP/1.0\r\nHost: app.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                + "Forwarded: for=\"[::1]\";proto=http\r\nX-Forwarded-For: 1.2.3.4, ::1\r\nCookie: a=b; c=\"d\"\r\n\r\n",
        ].map { Array($0.utf8) }
    }

    private static let spice: [[UInt8]] = [
        [0], [0x0D], [0x0A], [0xFF], Array("%".utf8), Array("..".utf8), Array("\r\n\r\n".utf8),
        Array(":".utf8), Array("99999999999999999999".utf8), Array("-1".utf8), Array(";".utf8),
        Array("\u{FEFF}".utf8), [0xC0, 0xAF], [UInt8](repeating: 0x41, count: 9_000),
    ]

    static func broken(_ template: [UInt8], with random: inout Seeded) -> [UInt8] {
        var bytes = template
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.insert(contentsOf: spice.randomElement(using: &random) ?? [], at: place)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + 3))
            case 2:
                if place < bytes.count {
                    bytes[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
                }
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }

    @Test("Q40 T80 broken requests get an answer or a close, never a crash", arguments: 1...8)
    func broken(seed: Int) throws {
        let stage = try Stage.required()
        var random = Seeded(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
        let templates = try Self.templates()
        for round in 0..<150 {
            let template = templates[round % templates.count]
            let client = try stage.gateway.connect()
            try client.sendWhileOpen([Self.broken(template, with: &random)])
            client.socket.finishSending()
            let answer = String(decoding: try client.receiveUntilClose().bytes, as: UTF8.self)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1."), "seed \(seed), round \(round)")
            try #require(stage.gateway.process.soFar.ending == nil, "seed \(seed), round \(round)")
        }
    }

    @Test("Q40 random bytes are no request")
    func noise() throws {
        let stage = try Stage.required()
        var random = Seeded(state: 42)
        for round in 0..<100 {
            let bytes = (0..<Int.random(in: 1...3_000, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let client = try stage.gateway.connect()
            try client.sendWhileOpen([bytes])
            client.socket.finishSending()
            let answer = String(decoding: try client.receiveUntilClose().bytes, as: UTF8.self)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "round \(round)")
        }
        try stage.expectValid(TestIssuer.shared.get().token())
    }

    @Test("Q40 tokens of random bytes are refused")
    func noiseTokens() throws {
        let stage = try Stage.required()
        var random = Seeded(state: 43)
        for _ in 0..<100 {
            let parts = (0..<3).map { _ in
                base64URL(
                    (0..<Int.random(in: 1...200, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    })
            }
            try stage.expectInvalid(parts.joined(separator: "."))
        }
    }
}

@Suite("X18 Clients that go away leave nothing behind", .publicStage, .serialized)
struct AbortTests {
    @Test("X18 no descriptor outlives its client, wherever it was cut")
    func descriptors() throws {
        let stage = try Stage.required()
        let gateway = stage.gateway
        let request = Array(
            "POST /a HTTP/1.1\r\nHost: app.test\r\nContent-Length: 40\r\n\r\n\(String(repeating: "x", count: 40))"
                .utf8)
        // One whole exchange first: what is opened once for all stays.
        _ = try gateway.exchange("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let before = try gateway.descriptorCount()
        for round in 0..<300 {
            let client = try gateway.connect()
            try client.send(Array(request.prefix(round % request.count)))
            if round % 2 == 0 { client.socket.reset() } else { client.socket.close() }
        }
        let limit = ContinuousClock.now + .failureBound
        var after = try gateway.descriptorCount()
        // Upstream connections that are kept for the next request may stay: a handful, not hundreds.
        while after > before + 20, ContinuousClock.now < limit {
            _ = try gateway.exchange("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
            after = try gateway.descriptorCount()
        }
        #expect(after <= before + 20, "\(before) before, \(after) after")
    }
}

@Suite("Slow and silent clients meet a timeout of their phase")
struct ClientTimeoutTests {
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

    @Test("X12 a head that does not end is 408, however it drips")
    func head() throws {
        let stage = try start("head: 500ms")
        let client = try stage.gateway.connect()
        try client.send("GET / HTTP/1.1\r\nHost: app.test\r\nA: ")
        // A byte now and then must not keep it alive; the pause is what is tested, not how long.
        var isOpen = true
        while isOpen {
            let result = try? client.socket.receive(upTo: 1, within: .milliseconds(50))
            if result != nil { isOpen = false } else { try client.sendWhileOpen("b") }
        }
        try stage.gateway.stop()
    }

    @Test("X12 half a head that goes silent is 408")
    func silentHead() throws {
        let stage = try start("head: 300ms")
        let client = try stage.gateway.connect()
        try client.send("GET / HTTP/1.1\r\nHost: app.test\r\n")
        let response = try client.receive()
        #expect(response.status == 408)
        #expect(try client.receiveUntilClose().bytes.isEmpty)
        try stage.gateway.stop()
    }

    @Test("a body that stops is 408 and cut upstream")
    func body() throws {
        let stage = try start("body_idle: 300ms")
        let client = try stage.gateway.connect()
        try client.send("POST /b HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nabc")
        let response = try client.receive()
        #expect(response.status == 408)
        let seen = try #require(stage.upstream.waitForRequest(with: "/b"))
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
        #expect(stage.upstream.requests(with: "/b").map(\.body.ending) != [.complete])
        try stage.gateway.stop()
    }

    @Test("an idle connection is closed without a word")
    func idle() throws {
        let stage = try start("client_idle: 300ms")
        let client = try stage.gateway.connect()
        #expect(try client.exchange("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n").status == 200)
        #expect(try client.receiveUntilClose().bytes.isEmpty)
        try stage.gateway.stop()
    }
}
