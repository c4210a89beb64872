import Foundation
import TestKit
import Testing

@Suite("Listeners, upstream addresses and workers")
struct ListenerTests {
    static let get = "GET /x HTTP/1.1\r\nHost: app.test\r\n\r\n"

    private func start(
        listen: String, upstream: String, workers: Int = 1, in folder: TemporaryFolder? = nil
    ) throws -> RunningGateway {
        try RunningGateway(
            configuration: """
                listen: \(listen)
                workers: \(workers)
                log: {access: off}
                hosts:
                  app.test: {upstream: "\(upstream)", routes: {"/**": {auth: none}}}
                """, in: folder)
    }

    @Test("P5 Unix sockets on both sides; the path goes with the process")
    func unixSockets() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream(on: .unix(path: folder.path(of: "up.sock")))
        let gateway = try start(
            listen: #"{http: "unix:in.sock"}"#, upstream: "unix:up.sock", workers: 2, in: folder)
        #expect(try gateway.endpoint() == .unix(path: folder.path(of: "in.sock")))
        for _ in 0..<5 { #expect(try gateway.exchange(Self.get).status == 200) }
        let seen = try #require(upstream.requests(with: "/x").first)
        #expect(seen["x-forwarded-proto"] == "http" && seen["host"] == "app.test")
        try gateway.stop()
        #expect(try !folder.names().contains("in.sock"))
    }

    @Test("P5 a socket file left by a dead process is no obstacle, a living one is")
    func staleSocket() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream()
        let first = try start(
            listen: #"{http: "unix:in.sock"}"#, upstream: "http://\(upstream.endpoint)", in: folder)
        #expect(throws: GatewayFault.self) {
            try start(
                listen: #"{http: "unix:in.sock"}"#, upstream: "http://\(upstream.endpoint)",
                in: folder)
        }
        #expect(try first.exchange(Self.get).status == 200)
        first.process.signal(SIGKILL)
        _ = try first.process.waitUntilEnd()
        let second = try start(
            listen: #"{http: "unix:in.sock"}"#, upstream: "http://\(upstream.endpoint)", in: folder)
        #expect(try second.exchange(Self.get).status == 200)
        try second.stop()
    }

    @Test("P5 IPv6 on both sides")
    func ipv6() throws {
        let upstream = try ScriptedUpstream(on: .ipv6(port: 0))
        let gateway = try start(
            listen: #"{http: "[::1]:0"}"#, upstream: "http://\(upstream.endpoint)")
        #expect(try gateway.exchange(Self.get).status == 200)
        let seen = try #require(upstream.requests(with: "/x").first)
        #expect(seen["x-forwarded-for"] == "::1")
        #expect(seen["forwarded"]?.contains(#"for="[::1]""#) == true)
        try gateway.stop()
    }

    @Test("localhost listens on both loopback addresses, as one port")
    func localhost() throws {
        let upstream = try ScriptedUpstream()
        let gateway = try start(
            listen: #"{http: "localhost:0"}"#,
            upstream: "http://localhost:\(upstream.endpoint.port ?? 0)")
        let endpoints = gateway.endpoints()
        #expect(endpoints.count == 2)
        #expect(Set(endpoints.map(\.port)).count == 1)
        for endpoint in endpoints {
            #expect(try ScriptedClient(to: endpoint).exchange(Self.get).status == 200)
        }
        try gateway.stop()
    }

    @Test("A host serves the listeners it is on, and is unknown on the others")
    func namedListeners() throws {
        let upstream = try ScriptedUpstream()
        let gateway = try RunningGateway(
            configuration: """
                listen:
                  inner: {http: "127.0.0.1:0"}
                  outer: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: off}
                hosts:
                  app.test: {upstream: "http://\(upstream.endpoint)", on: [inner], routes: {"/**": {auth: none}}}
                  "*": {upstream: "http://\(upstream.endpoint)", on: [outer], routes: {"/any": {auth: none}}}
                """)
        #expect(try gateway.exchange(Self.get, with: "inner").status == 200)
        #expect(try gateway.exchange(Self.get, with: "outer").status == 404)
        let other = "GET /any HTTP/1.1\r\nHost: whatever.example\r\n\r\n"
        #expect(try gateway.exchange(other, with: "outer").status == 200)
        #expect(try gateway.exchange(other, with: "inner").status == 421)
        try gateway.stop()
    }

    @Test("A port in use refuses to start")
    func portInUse() throws {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let file = try folder.write(
            """
            listen: {http: "\(upstream.endpoint)"}
            hosts:
              app.test: {upstream: "http://127.0.0.1:1", routes: {"/**": {auth: none}}}
            """, to: "sallyport.yaml")
        let result = try Sallyport.run(["run", "--config", file])
        #expect(result.code == 3)
        #expect(result.errors.contains("\(upstream.endpoint)"))
        // A second gateway on the port of a first one, although both would share it among workers.
        let first = try start(
            listen: #"{http: "127.0.0.1:0"}"#, upstream: "http://127.0.0.1:1", workers: 2)
        let address = try first.endpoint()
        #expect(throws: GatewayFault.self) {
            try start(listen: #"{http: "\#(address)"}"#, upstream: "http://127.0.0.1:1")
        }
        try first.stop()
    }

    @Test("Each worker is one thread more, and serving starts no others")
    func threads() throws {
        let upstream = try ScriptedUpstream()
        func count(workers: Int) throws -> [String] {
            let gateway = try start(
                listen: #"{http: "127.0.0.1:0"}"#, upstream: "http://\(upstream.endpoint)",
                workers: workers)
            let atRest = try gateway.threads()
            for _ in 0..<20 { #expect(try gateway.exchange(Self.get).status == 200) }
            let after = try gateway.threads()
            #expect(atRest.count == after.count, "\(atRest), then \(after)")
            try gateway.stop()
            return after
        }
        let one = try count(workers: 1)
        let three = try count(workers: 3)
        #expect(three.count == one.count + 2, "\(one), \(three)")
    }

    @Test("G17 several workers share the connections")
    func sharing() throws {
        let upstream = try ScriptedUpstream()
        let gateway = try start(
            listen: #"{http: "127.0.0.1:0"}"#, upstream: "http://\(upstream.endpoint)", workers: 2)
        let clients = try (0..<32).map { _ in try gateway.connect() }
        for client in clients { try client.send(Self.get) }
        for client in clients { #expect(try client.receive().status == 200) }
        try gateway.stop()
    }
}
