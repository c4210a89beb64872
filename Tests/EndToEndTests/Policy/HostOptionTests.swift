import Foundation
import TestKit
import Testing

@Suite(
    "Options of a host, an upstream and a route",
    .stage { plan in
        """
        listen: {http: "127.0.0.1:0"}
        workers: 2
        log: {access: off}
        limits: {requests_per_connection: 3}
        identity: {X-User: sub}
        hosts:
          app.test:
            upstream: http://\(plan.upstream)
            routes:
              /**: {auth: none}
              /trailers/**: {auth: none, trailers: forward}
              /closed/**: {auth: deny}
          secure.test:
            redirect: https
          outside.test:
            url: https://outside.test
            upstream: {servers: ["http://\(plan.upstream)"], host: inside.test, real_ip: true}
            routes: {"/**": {auth: none}}
          keep.test:
            underscored_fields: keep
            upstream: http://\(plan.upstream)
            routes: {"/**": {auth: none}}
          refuse.test:
            underscored_fields: refuse
            upstream: http://\(plan.upstream)
            routes: {"/**": {auth: none}}
        """
    })
struct HostOptionTests {
    @Test("redirect: https sends every request to the same place")
    func redirect() throws {
        let response = try Stage.required().gateway.exchange(
            "GET /a%20b?c=d HTTP/1.1\r\nHost: secure.test:8080\r\n\r\n")
        #expect([301, 302, 307, 308].contains(response.status))
        #expect(response["location"] == "https://secure.test/a%20b?c=d")
    }

    @Test("url says what clients use, host what the upstream hears")
    func urlAndHost() throws {
        let seen = try Stage.required().forwarded(host: "outside.test")
        #expect(seen["host"] == "inside.test")
        #expect(seen["x-forwarded-host"] == "outside.test")
        #expect(seen["x-forwarded-proto"] == "https")
        #expect(seen["x-forwarded-port"] == "443")
        #expect(seen["x-real-ip"] == "127.0.0.1")
    }

    @Test("Q24 underscored fields are kept where a host says so, save those that fold to ours")
    func keepsUnderscores() throws {
        let seen = try Stage.required().forwarded(
            "X_Custom: a\r\nX_User: mallory\r\nX_Forwarded_For: mallory\r\nContent_Length: 5\r\n",
            host: "keep.test")
        #expect(seen["x_custom"] == "a")
        #expect(!seen.head.text.contains("mallory"))
    }

    @Test("Q24 underscored fields are 400 where a host says so")
    func refusesUnderscores() throws {
        let stage = try Stage.required()
        let response = try stage.gateway.exchange(
            "GET / HTTP/1.1\r\nHost: refuse.test\r\nX_Custom: a\r\n\r\n")
        #expect(response.status == 400)
        #expect(try stage.forwarded("X-Custom: a\r\n", host: "refuse.test")["x-custom"] == "a")
    }

    @Test("requests_per_connection: the last one says so")
    func requestLimit() throws {
        let client = try Stage.required().gateway.connect()
        for number in 1...3 {
            let response = try client.exchange("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
            #expect(response.status == 200)
            #expect((response["connection"]?.lowercased() == "close") == (number == 3))
        }
        #expect(try client.receiveUntilClose().bytes.isEmpty)
    }

    @Test("Q5 T05 a route may forward trailers, never framing, identity or forwarding names")
    func trailers() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let lines =
            "Checksum: abc\r\nX-User: mallory\r\nX_User: mallory\r\nx.user: mallory\r\nForwarded: for=mallory\r\n"
            + "X-Forwarded-For: mallory\r\nContent-Length: 5\r\nTransfer-Encoding: mallory\r\nHost: mallory\r\n"
            + "Connection: mallory\r\nAuthorization: mallory\r\n"
        stage.upstream.answer(
            marker.text,
            with:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Checksum\r\n\r\n2\r\nok\r\n0\r\n"
                + "Checksum: def\r\nContent-Length: 5\r\nTransfer-Encoding: x\r\n\r\n")
        let client = try stage.gateway.connect()
        try client.send(
            "POST /trailers/x?\(marker) HTTP/1.1\r\nHost: app.test\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n"
                + "Trailer: Checksum\r\n\r\n2\r\nhi\r\n0\r\n\(lines)\r\n")
        let response = try client.receive()
        #expect(response.text == "ok")
        #expect(response.body.trailers.map(\.name) == ["Checksum"])
        let seen = try #require(stage.upstream.requests(with: marker.text).first)
        #expect(seen.body.trailers.map { $0.name.lowercased() } == ["checksum"])
        #expect(!stage.upstream.hasSeen("mallory"))
    }

    static let destinations = [
        ("http://app.test/public/b", 200), ("/public/b", 200), ("/closed/b", 403),
        ("/public/../closed/b", 403), ("http://app.test/closed/b", 403),
        ("http://other.test/public/b", 403), ("/public/%2e%2e%2fclosed/b", 403),
        ("http://app.test@evil.test/b", 403), ("//evil.test/b", 403), ("nonsense", 403),
        ("/public//./c/../b", 200), ("http://APP.test:80/public/b", 200),
    ]

    @Test("A WebDAV Destination is authorised like a target", arguments: destinations)
    func destination(value: String, status: Int) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "COPY /public/a?\(marker) HTTP/1.1\r\nHost: app.test\r\nDestination: \(value)\r\nContent-Length: 0\r\n\r\n",
            marker: marker)
        #expect(response.status == status)
        #expect(forwarded.isEmpty == (status != 200))
        for seen in forwarded {
            #expect(
                seen["destination"]?.hasSuffix("/public/b") == true, "\(seen["destination"] ?? "")")
        }
    }

    @Test("/.sallyport/ is ours on every host and never goes upstream")
    func reservedPrefix() throws {
        let stage = try Stage.required()
        for target in [
            "/.sallyport/", "/.sallyport/login", "/a/../.sallyport/x", "/%2esallyport/x",
        ] {
            let marker = Marker()
            let (response, forwarded) = try stage.exchange(
                "GET \(target)?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n", marker: marker)
            #expect(response.status >= 400, "\(target)")
            #expect(forwarded.isEmpty, "\(target)")
        }
    }

    @Test("X17 X23 nobody gets another's answer", arguments: 0..<6)
    func noCrossTalk(number: Int) throws {
        let stage = try Stage.required()
        let word = Marker()
        stage.upstream.answer(word.text) { exchange in
            let body = try exchange.receiveBody()
            let text = "\(exchange.head["x-tag"] ?? "") \(body.text)"
            try exchange.send(
                "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        }
        for round in 0..<60 {
            let client = try stage.gateway.connect()
            let tags = (0..<3).map { "\(number)-\(round)-\($0)" }
            try client.send(
                tags.map { tag in
                    "POST /?\(word) HTTP/1.1\r\nHost: app.test\r\nX-Tag: \(tag)\r\n"
                        + "Content-Length: \(tag.count)\r\n\r\n\(tag)"
                }.joined())
            for tag in tags { #expect(try client.receive().text == "\(tag) \(tag)") }
        }
    }
}
