import TestKit
import Testing

@Suite(
    "RFC 9110 §10.1.1, §15.2 Expect and interim responses",
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
              /closed/**: {auth: deny}
        """
    })
struct InterimResponseTests {
    static func post(_ target: String, _ fields: String) -> String {
        "POST \(target) HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\(fields)\r\n"
    }

    @Test("Q16 100 comes when the body is about to be read")
    func expectContinue() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let client = try stage.gateway.connect()
        try client.send(Self.post("/e?\(marker)", "Expect: 100-Continue\r\n"))
        #expect(try client.receiveAnyHead().status == 100)
        try client.send("hello")
        #expect(try client.receive().status == 200)
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(seen.body.text == "hello")
    }

    @Test("Q16 a denied request gets the final status and no 100")
    func deniedExpectation() throws {
        let client = try Stage.required().gateway.connect()
        try client.send(Self.post("/closed/e", "Expect: 100-continue\r\n"))
        #expect(try client.receiveAnyHead().status == 403)
    }

    @Test("Q16 a body that is too long by its own word gets 413 and no 100")
    func tooLongExpectation() throws {
        let client = try Stage.required().gateway.connect()
        try client.send(
            "POST /e HTTP/1.1\r\nHost: app.test\r\nContent-Length: 200000000\r\nExpect: 100-continue\r\n\r\n"
        )
        #expect(try client.receiveAnyHead().status == 413)
    }

    @Test(
        "Q16 other expectations are 417",
        arguments: ["x", "100-continue, x", "200-ok", "100-continue;a=b", "\"100-continue\""])
    func otherExpectations(value: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let client = try stage.gateway.connect()
        try client.send(Self.post("/e?\(marker)", "Expect: \(value)\r\n"))
        #expect(try client.receiveAnyHead().status == 417)
        #expect(!stage.upstream.hasSeen(marker.text))
    }

    @Test("Q16 a client that does not wait gets its answer as well")
    func impatient() throws {
        let client = try Stage.required().gateway.connect()
        try client.send(Self.post("/e", "Expect: 100-continue\r\n") + "hello")
        #expect(try client.receive().status == 200)
        #expect(try client.exchange("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n").status == 200)
    }

    @Test("Q16 an HTTP/1.0 client is never sent a 100")
    func oldClient() throws {
        let client = try Stage.required().gateway.connect()
        try client.send(
            "POST /e HTTP/1.0\r\nHost: app.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"
        )
        #expect(try client.receiveAnyHead().status == 200)
    }

    /// So many interim heads, then the final one.
    static func answer(_ interim: [String]) -> String {
        interim.map { "HTTP/1.1 \($0)\r\n\r\n" }.joined()
            + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    }

    @Test("Q17 interim answers go on to the client, in order")
    func relayed() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(
            marker.text,
            with: Self.answer([
                "100 Continue", "103 Early Hints\r\nLink: </a.css>; rel=preload",
                "103 Early Hints\r\nLink: </b.css>",
            ]))
        let response = try stage.gateway.exchange(
            "GET /i?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(response.interim.map(\.status).filter { $0 != 100 } == [103, 103])
        #expect(
            response.interim.compactMap { $0["link"] } == ["</a.css>; rel=preload", "</b.css>"])
        #expect(response.status == 200 && response.text == "ok")
    }

    @Test("Q17 an HTTP/1.0 client sees no interim answer")
    func notToOldClients() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(marker.text, with: Self.answer(["103 Early Hints\r\nLink: </a>"]))
        let response = try stage.gateway.exchange(
            "GET /i?\(marker) HTTP/1.0\r\nHost: app.test\r\n\r\n")
        #expect(response.interim.isEmpty && response.text == "ok")
    }

    @Test("Q17 eight pass, nine are 502", arguments: [(8, 200), (9, 502)])
    func limit(count: Int, status: Int) throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(
            marker.text, with: Self.answer([String](repeating: "103 Early Hints", count: count)))
        let response = try stage.gateway.exchange(
            "GET /i?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(response.status == status)
        #expect(response.interim.count <= 8)
    }

    @Test("Q15 Q17 an unsolicited 101 is 502 and its connection is not used again")
    func unsolicited() throws {
        let stage = try Stage.required()
        let marker = Marker()
        stage.upstream.answer(
            marker.text,
            with:
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"
        )
        let response = try stage.gateway.exchange(
            "GET /i?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(response.status == 502)
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(stage.upstream.waitForEnd(of: seen.connection) != nil)
    }
}
