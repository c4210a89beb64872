import Foundation
import TestKit
import Testing

@Suite("The command line")
struct CommandTests {
    static func configuration(_ upstream: Endpoint = .ipv4(port: 1)) -> String {
        """
        listen: {http: "127.0.0.1:0"}
        workers: 1
        log: {access: off}
        health: {listen: "127.0.0.1:0"}
        metrics: {listen: "127.0.0.1:0"}
        issuers:
          local: {issuer: https://issuer.test, audience: [api], algorithms: [ES256, EdDSA, RS256], keys: {file: keys.json}}
        identity: {X-User: sub, X-Groups: groups}
        hosts:
          app.test:
            upstream: http://\(upstream)
            routes:
              GET,HEAD /public/**: {auth: none}
              /api/**: {auth: bearer, issuer: local, allow: {scopes: [read]}}
              /closed/**: {auth: deny}
        """
    }

    /// A folder with the configuration and a key set of the issuer of the tests.
    private func prepared() throws -> (folder: TemporaryFolder, file: String) {
        let folder = try TemporaryFolder()
        try folder.write(TestIssuer.shared.get().keySet, to: "keys.json")
        return (folder, try folder.write(Self.configuration(), to: "sallyport.yaml"))
    }

    @Test("check prints the route table in words")
    func check() throws {
        let (folder, file) = try prepared()
        let result = try Sallyport.run(["check", "--config", file])
        #expect(result.code == 0, "\(result.errors)")
        for word in ["app.test", "GET,HEAD /public/**", "/api/**", "/closed/**", "local", "read"] {
            #expect(result.output.contains(word), "\(word) in \(result.output)")
        }
        #expect(
            try Sallyport.run(["check"], in: folder.path).code == 0,
            "sallyport.yaml here is the default")
    }

    @Test("check warns of a public route for everything")
    func checkWarns() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            """
            listen: {http: "127.0.0.1:0"}
            hosts:
              app.test: {upstream: "http://10.0.0.1:80", routes: {"/**": {auth: none}}}
            """, to: "sallyport.yaml")
        let result = try Sallyport.run(["check", "--config", file])
        #expect(result.code == 0)
        let text = result.output + result.errors
        #expect(text.contains("warning") && text.contains("10.0.0.1"))
        #expect(text.matches(of: /sallyport\.yaml:3:\d+: warning/).count >= 2, "\(text)")
    }

    @Test("explain walks each step and says what a client would get")
    func explain() throws {
        let (folder, file) = try prepared()
        defer { withExtendedLifetime(folder) {} }
        let token = try TestIssuer.shared.get().token(.good().setting("scope", #""read""#))
        let reader = ["--token", token]
        let rows: [(String, String, [String], String)] = [
            ("GET", "http://app.test/public/x", [], "200"),
            ("GET", "http://app.test/api/x", [], "401"),
            ("GET", "http://app.test/api/x", reader, "200"),
            ("GET", "http://app.test/api/../closed/x", reader, "403"),
            ("GET", "http://app.test/none", [], "404"),
            ("POST", "http://app.test/public/x", [], "405"),
            ("GET", "http://other.test/", [], "421"),
            ("GET", "http://app.test/a%2fb", [], "400"),
            ("GET", "http://app.test/api/x", ["--token", "x.y.z"], "401"),
        ]
        for (method, url, options, status) in rows {
            let result = try Sallyport.run(["explain", "--config", file, method, url] + options)
            let isForwarded = status == "200"
            #expect(result.code == 0 || (result.code == 1 && !isForwarded), "\(result.errors)")
            let expected = isForwarded ? "http://127.0.0.1:1" : status
            #expect(result.output.contains(expected), "\(method) \(url): \(result.output)")
            #expect(!result.output.contains(token), "T91 the token is printed")
        }
        let good = try Sallyport.run(
            ["explain", "--config", file, "GET", "http://app.test/api/x", "--token", "-"],
            input: token)
        #expect(good.output.contains("alice"))
    }

    @Test("schema is a JSON Schema 2020-12 of the keys, reference a page of the same")
    func generated() throws {
        let schema = try Sallyport.run(["schema"])
        #expect(schema.code == 0)
        let object = try #require(JSONLine(schema.output))
        #expect(object["$schema"]?.contains("2020-12") == true)
        let reference = try Sallyport.run(["reference"])
        #expect(reference.code == 0)
        for key in [
            "trusted_proxies", "upstream_first_byte", "requests_per_connection", "encoded_slash",
        ] {
            #expect(schema.output.contains("\"\(key)\""), "\(key)")
            #expect(reference.output.contains("`\(key)`"), "\(key)")
        }
    }

    @Test("version says the name and a number")
    func version() throws {
        for arguments in [["version"], ["--version"]] {
            let result = try Sallyport.run(arguments)
            #expect(result.code == 0)
            #expect(result.output.contains(/\d+\.\d+\.\d+/), "\(result.output)")
        }
        #expect(try Sallyport.run(["--help"]).code == 0)
    }

    @Test("echo answers what it received")
    func echo() throws {
        let folder = try TemporaryFolder()
        let echo = try RunningGateway(command: ["echo", "--listen", "127.0.0.1:0"], in: folder)
        let client = try echo.connect(to: "echo")
        let response = try client.exchange(
            "POST /a?b HTTP/1.1\r\nHost: anything\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 5\r\n\r\nhello"
        )
        #expect(response.status == 200)
        let object =
            try JSONSerialization.jsonObject(with: Data(response.body.bytes)) as? [String: Any]
        #expect(object?["method"] as? String == "POST")
        #expect(object?["target"] as? String == "/a?b")
        #expect(object?["body_bytes"] as? Int == 5)
        let fields = object?["headers"] as? [[String]]
        #expect(fields?.filter { $0.first?.lowercased() == "x-a" }.map(\.last) == ["1", "2"])
        #expect(try client.exchange("GET / HTTP/1.1\r\nHost: b\r\n\r\n").status == 200)
        try echo.stop()
    }

    @Test("echo binds loopback only")
    func echoLoopback() throws {
        let result = try Sallyport.run(["echo", "--listen", "0.0.0.0:0"])
        #expect(result.code != 0)
    }

    @Test("health and metrics answer what they should and no more")
    func health() throws {
        let (folder, file) = try prepared()
        let gateway = try RunningGateway(command: ["run", "--config", file], in: folder)
        for target in ["/live", "/ready"] {
            let response = try gateway.exchange(
                "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n", with: "health")
            #expect(response.status == 200)
        }
        #expect(
            try gateway.exchange("GET /other HTTP/1.1\r\nHost: x\r\n\r\n", with: "health").status
                == 404)
        _ = try gateway.exchange("GET /api/x HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let metrics = try gateway.exchange(
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", with: "metrics")
        #expect(metrics.status == 200)
        #expect(metrics.text.contains("# TYPE sallyport_"))
        for line in metrics.text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.hasPrefix("sallyport_"), "\(line)")
        }
        let foreign = [
            "GET /metrics HTTP/1.1\r\nHost: evil.test\r\n\r\n",
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.test\r\n\r\n",
        ]
        for request in foreign {
            #expect((400..<500).contains(try gateway.exchange(request, with: "metrics").status))
        }
        try gateway.stop()
    }

    @Test("health asks the configured listener")
    func healthCommand() throws {
        let folder = try TemporaryFolder()
        try folder.write(TestIssuer.shared.get().keySet, to: "keys.json")
        let text = Self.configuration().replacing(
            "health: {listen: \"127.0.0.1:0\"}", with: "health: {listen: \"unix:health.sock\"}")
        let file = try folder.write(text, to: "sallyport.yaml")
        #expect(try Sallyport.run(["health", "--config", file]).code != 0)
        let gateway = try RunningGateway(command: ["run", "--config", file], in: folder)
        #expect(try Sallyport.run(["health", "--config", file]).code == 0)
        try gateway.stop()
        #expect(try Sallyport.run(["health", "--config", file]).code != 0)
    }
}
