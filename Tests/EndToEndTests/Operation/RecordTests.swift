import TestKit
import Testing

@Suite("What is recorded of a request")
struct RecordTests {
    @Test("a line tells policy's decision and the bytes of the bodies, of both ways")
    func accessLine() throws {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: access.log}
                hosts:
                  app.test:
                    upstream: http://\(upstream.endpoint)
                    routes: {"/**": {auth: none}, "/denied": {auth: deny}}
                """, in: folder)
        upstream.answer(
            "marked", with: "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nanswer!")
        let forwarded = try gateway.exchange(
            "POST /?marked HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello")
        let refused = try gateway.exchange("GET /denied HTTP/1.1\r\nHost: app.test\r\n\r\n")
        _ = try gateway.exchange("HEAD /denied HTTP/1.1\r\nHost: app.test\r\n\r\n")
        try gateway.stop()
        let lines = try folder.read("access.log").split(separator: "\n").map {
            try #require(JSONLine(String($0)))
        }
        try #require(lines.count == 3)
        #expect(forwarded.status == 200)
        #expect(lines.map { $0["decision"] } == ["forward", "refuse", "refuse"])
        #expect(lines.map { $0["principal_kind"] } == ["anonymous", nil, nil])
        #expect(lines.map { $0["bytes_in"] } == ["5", "0", "0"])
        #expect(lines.map { $0["bytes_out"] } == ["7", "\(refused.body.bytes.count)", "0"])
    }

    @Test("a connection that fails is counted apart from those made")
    func connections() throws {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: off}
                metrics: {listen: "127.0.0.1:0"}
                hosts:
                  app.test:
                    upstream: {servers: ["http://127.0.0.1:1", "http://\(upstream.endpoint)"]}
                    routes: {"/**": {auth: none}}
                """, in: folder)
        #expect(try gateway.exchange("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n").status == 200)
        let metrics = try gateway.exchange(
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", with: "metrics"
        ).text.split(separator: "\n")
        #expect(metrics.contains("sallyport_upstream_connects_total 1"))
        #expect(metrics.contains("sallyport_upstream_connect_failures_total 1"))
    }
}
