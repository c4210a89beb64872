import TestKit
import Testing

@Suite(
    "P7 limits.connections: who comes too many waits for somebody to go",
    .stage { plan in
        """
        listen: {http: "127.0.0.1:0"}
        workers: 1
        log: {access: off}
        limits: {connections: 2}
        hosts:
          app.test:
            upstream: http://\(plan.upstream)
            routes: {"/**": {auth: none}}
        """
    })
struct ConnectionLimitTests {
    @Test("at the limit the next one is served when one has gone, and no sooner")
    func waits() throws {
        let stage = try Stage.required()
        let gateway = stage.gateway
        let marker = Marker()
        let get = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"
        let first = try gateway.connect()
        let second = try gateway.connect()
        for client in [first, second] { #expect(try client.exchange(get).status == 200) }
        let third = try gateway.connect()
        try third.send("GET /?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        // Round trips on the same worker: the third would have been forwarded by now.
        for _ in 0..<20 { #expect(try second.exchange(get).status == 200) }
        #expect(stage.upstream.requests(with: marker.text).isEmpty)
        first.socket.close()
        #expect(try third.receive().status == 200)
    }
}
