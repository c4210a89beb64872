import HTTP
import Policy
import Testing

@Suite("T31 T32 hosts: exact, then the longest suffix, then the rest")
struct HostTableTests {
    static let names = [
        "example.com", "app.example.com", "*.example.com", "*.b.example.com", "*", "[::1]",
        "localhost",
    ]

    static let rows: [(host: String, found: String?)] = [
        ("example.com", "example.com"), ("EXAMPLE.com.", "example.com"),
        ("example.com:8080", "example.com"), ("app.example.com", "app.example.com"),
        ("x.example.com", "*.example.com"), ("x.y.example.com", "*.example.com"),
        ("x.b.example.com", "*.b.example.com"), ("b.example.com", "*.example.com"),
        ("[::1]:80", "[::1]"), ("[0:0::1]", "[::1]"), ("localhost", "localhost"),
        // T75: labels, not letters.
        ("evil-example.com", "*"), ("example.com.evil.org", "*"), ("com", "*"),
        ("127.0.0.1", "*"),
    ]

    @Test("the most specific host", arguments: rows)
    func find(row: (host: String, found: String?)) throws {
        #expect(try find(row.host, among: Self.names) == row.found)
        let withoutRest = Self.names.filter { $0 != "*" }
        #expect(try find(row.host, among: withoutRest) == (row.found == "*" ? nil : row.found))
    }

    @Test("HTTP/1.0 without Host is known only to the catch-all")
    func empty() throws {
        #expect(try find("", among: Self.names) == "*")
        #expect(try find("", among: ["*.example.com", "localhost"]) == nil)
    }

    @Test("a listener serves its own hosts")
    func listeners() throws {
        var inner = HostSettings(name: "inner")
        inner.on = ["admin"]
        var both = HostSettings(name: "both")
        both.on = ["admin", "main"]
        let table = try RouteTable(
            hosts: [inner, both, HostSettings(name: "all")], identity: [])
        for (listener, hosts) in [
            ("main", ["both", "all"]), ("admin", ["inner", "both", "all"]), ("other", ["all"]),
        ] {
            let served = table.hosts(on: listener)
            for name in ["inner", "both", "all"] {
                var host = CanonicalHost()
                try host.set(Array(name.utf8).span)
                let found = served.find(host)?.settings.name
                #expect(found == (hosts.contains(name) ? name : nil))
            }
        }
    }

    @Test(
        "what is no host refuses to start",
        arguments: ["", "*.", "**", "*a", "a*", "a.*.b", "A", "a.", "a:80", "*.*", "http://a"])
    func faults(name: String) throws {
        let faults = try #require(throws: RouteFaults.self) {
            try RouteTable(hosts: [HostSettings(name: name)], identity: [])
        }
        #expect(faults.faults.map(\.reason) == [.badHost])
    }

    @Test("the host's url says scheme and port")
    func url() throws {
        let observed = ClientFacts(address: nil, scheme: .http, port: 8080)
        for (authority, port) in [("a.example", 443), ("a.example:8443", 8443), ("[::1]:1", 1)] {
            var settings = HostSettings(name: "a.example")
            settings.url = OriginURL(isSecure: true, authority: authority)
            let table = try RouteTable(hosts: [settings], identity: [])
            let facts = table.hosts[0].facts(observed)
            #expect(facts.scheme == .https && facts.port == UInt16(port))
        }
        let table = try RouteTable(hosts: [HostSettings(name: "a")], identity: [])
        #expect(table.hosts[0].facts(observed) == observed)
    }

    private func find(_ raw: String, among names: [String]) throws -> String? {
        let table = try RouteTable(hosts: names.map { HostSettings(name: $0) }, identity: [])
        var host = CanonicalHost()
        if !raw.isEmpty { try host.set(Array(raw.utf8).span) }
        return table.hosts(on: "main").find(host)?.settings.name
    }
}
