import TestKit
import Testing

@Suite("Forwarding headers from an untrusted client", .publicStage)
struct ForwardingHeaderTests {
    static let families = [
        "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port",
        "X-Forwarded-Prefix", "X-Forwarded-Uri", "X-Forwarded-Method", "X-Forwarded-Server",
        "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Anything", "Forwarded", "X-Real-IP",
        "X-Original-URL", "X-Original-Host", "X-Original-Anything", "X-Rewrite-URL",
        "X-Envoy-External-Address", "X-Envoy-Original-Path",
    ].map(FieldFamily.init)

    @Test("Q25 T02 T03 T15 T18 no alias of a forwarding header gets through", arguments: families)
    func aliases(family: FieldFamily) throws {
        let stage = try Stage.required()
        for alias in family.aliases {
            let seen = try stage.forwarded("\(alias): mallory\r\nA: b\r\n")
            #expect(!seen.head.text.contains("mallory"), "\(alias)")
            #expect(seen["a"] == "b")
        }
    }

    @Test("Q25 T15 T18 T19 the set is rebuilt from the socket")
    func rebuilt() throws {
        let seen = try Stage.required().forwarded(
            "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.test\r\n"
                + "X-Forwarded-Port: 443\r\nForwarded: for=6.6.6.6;proto=https;host=evil.test\r\n")
        #expect(seen["x-forwarded-for"] == "127.0.0.1")
        #expect(seen["x-forwarded-proto"] == "http")
        #expect(seen["x-forwarded-host"] == "app.test")
        #expect(seen["x-forwarded-port"].flatMap { UInt16($0) } != nil)
        #expect(seen["x-forwarded-port"] != "443")
        let forwarded = try #require(seen["forwarded"]).lowercased()
        for part in ["for=127.0.0.1", "proto=http", "host=app.test"] {
            #expect(forwarded.split(separator: ";").map { $0.filter { $0 != "\"" } }.contains(part))
        }
        #expect(seen.values(of: "x-real-ip").isEmpty)
    }

    @Test("A client's request ID is replaced, and the answer carries the new one")
    func requestID() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "GET /r?\(marker) HTTP/1.1\r\nHost: app.test\r\nX-Request-ID: mallory\r\n\r\n",
            marker: marker)
        let own = try #require(forwarded.first?["x-request-id"])
        #expect(!own.isEmpty && own != "mallory")
        #expect(response["x-request-id"] == own)
    }

    static let underscored = [
        "X_Custom", "x_custom_name", "Content_Length", "Transfer_Encoding", "HOST_", "_",
    ]

    @Test("Q24 names with an underscore are dropped by default", arguments: underscored)
    func underscores(name: String) throws {
        let seen = try Stage.required().forwarded("\(name): mallory\r\nX-Custom: kept\r\n")
        #expect(!seen.head.text.contains("mallory"))
        #expect(seen["x-custom"] == "kept")
    }

    @Test("Q11 what goes upstream is written anew: one Host, origin form, canonical Connection")
    func reserialized() throws {
        let seen = try Stage.required().forwarded(
            "accept:\t text/html \r\nConnection: keep-alive, X-Hop\r\nX-Hop: hop\r\n"
                + "Keep-Alive: timeout=5\r\nTE: trailers\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
                + "Trailer: A\r\nX-Two: 1\r\nX-Two: 2\r\n")
        #expect(seen.values(of: "host") == ["app.test"])
        #expect(seen["accept"] == "text/html")
        #expect(seen.values(of: "x-two") == ["1", "2"])
        for name in ["x-hop", "keep-alive", "te", "upgrade", "http2-settings", "trailer"] {
            #expect(seen.values(of: name).isEmpty, "\(name)")
        }
        #expect(seen.values(of: "connection").allSatisfy { $0.lowercased() == "keep-alive" })
        #expect(seen.head.text.split(separator: "\r\n").allSatisfy { !$0.hasSuffix(" ") })
    }

    static let protectedOptions = [
        "Host", "Content-Length", "Content-Type", "Cookie", "Forwarded, X-Forwarded-For",
        "Transfer-Encoding",
    ]

    @Test("Q23 Connection cannot take away Host, framing or cookies", arguments: protectedOptions)
    func protected(options: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "POST /c?\(marker) HTTP/1.1\r\nHost: app.test\r\nConnection: \(options)\r\nCookie: a=b\r\n"
                + "Content-Length: 5\r\n\r\nhello",
            marker: marker)
        #expect(response.status == 200)
        let seen = try #require(forwarded.first)
        #expect(seen["host"] == "app.test" && seen.body.text == "hello")
        #expect(seen["cookie"] == "a=b")
        #expect(seen.values(of: "x-forwarded-for") == ["127.0.0.1"])
    }

    @Test("A cookie of another application passes byte for byte")
    func cookies() throws {
        let stage = try Stage.required()
        let seen = try stage.forwarded("Cookie: a=1; b=\"x y\";c=%zz;  d\r\nCookie: e=2\r\n")
        #expect(seen.values(of: "cookie") == ["a=1; b=\"x y\";c=%zz;  d", "e=2"])
    }

    @Test("T22 a credential goes to the chosen upstream only")
    func chosenUpstream() throws {
        let other = try ScriptedUpstream()
        let seen = try Stage.required().forwarded(
            "Cookie: secret=1\r\nX-Forwarded-Host: \(other.endpoint)\r\nX-Original-URL: http://\(other.endpoint)/\r\n"
        )
        #expect(seen["cookie"] == "secret=1")
        #expect(other.connections.isEmpty)
    }
}

@Suite("Forwarding headers from a trusted proxy", .trustingStage)
struct TrustedProxyTests {
    @Test("Q25 the last untrusted address is the client, the scheme is believed")
    func believed() throws {
        let seen = try Stage.required().forwarded(
            "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 127.0.0.9\r\nX-Forwarded-Proto: https\r\n")
        let addresses = try #require(seen["x-forwarded-for"])
        #expect(addresses.contains("203.0.113.7") && !addresses.contains("6.6.6.6"))
        #expect(seen["x-forwarded-proto"] == "https")
        #expect(seen["x-real-ip"] == "203.0.113.7")
    }

    @Test("Q25 two lines are one list")
    func twoLines() throws {
        let seen = try Stage.required().forwarded(
            "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-For: 127.0.0.9\r\n")
        #expect(seen["x-real-ip"] == "203.0.113.7")
    }

    static let garbage = [
        "mallory", "", "203.0.113.7, mallory", "999.1.1.1", "203.0.113.7:80x", ",",
    ]

    @Test("Q25 what is no address is not believed", arguments: garbage)
    func ignoresGarbage(value: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "GET /g?\(marker) HTTP/1.1\r\nHost: app.test\r\nX-Forwarded-For: \(value)\r\n\r\n",
            marker: marker)
        #expect([200, 400].contains(response.status))
        for seen in forwarded { #expect(!seen.head.text.contains("mallory")) }
    }

    @Test("A trusted proxy's request ID is kept")
    func requestID() throws {
        let seen = try Stage.required().forwarded("X-Request-ID: from-the-proxy-1\r\n")
        #expect(seen["x-request-id"] == "from-the-proxy-1")
    }

    @Test("Q22 trust in addresses is no trust in identities")
    func identity() throws {
        let seen = try Stage.required().forwarded(
            "X-User: mallory\r\nX-Forwarded-Uri: /mallory\r\n")
        #expect(!seen.head.text.contains("mallory"))
    }
}

extension Trait where Self == StageTrait {
    fileprivate static var trustingStage: StageTrait {
        stage { plan in
            """
            listen: {http: "127.0.0.1:0"}
            workers: 1
            log: {access: off}
            trusted_proxies: [127.0.0.0/8]
            identity: {X-User: sub}
            hosts:
              app.test:
                upstream: {servers: ["http://\(plan.upstream)"], real_ip: true}
                routes:
                  /**: {auth: none}
            """
        }
    }
}
