import Codecs
import HTTP
import Testing

@Suite("Q25 forwarding fields are believed from trusted proxies alone")
struct TrustedProxiesTests {
    static func proxies(_ networks: String...) throws -> TrustedProxies {
        TrustedProxies(try networks.map { try Network(parsing: $0) })
    }

    static func peer(_ address: String?) -> ClientFacts {
        ClientFacts(
            address: address.flatMap { IPAddress(parsing: $0) }, scheme: .http, port: 8080)
    }

    @Test("T15 T16 T17 T19 without trust no field changes anything", arguments: 1...3)
    func untrusted(seed: UInt64) throws {
        let fields = [
            "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Host",
            "Forwarded", "X-Real-IP", "X-Forwarded-Uri", "X-Request-ID", "X_Forwarded_For",
        ]
        let values = [
            "10.0.0.1", "https", "443", "evil.example", "for=10.0.0.1;proto=https", "", "::1",
        ]
        var random = SeededNumbers(seed: seed)
        for trusted in [try Self.proxies(), try Self.proxies("10.0.0.0/8")] {
            for address in ["192.0.2.1", "2001:db8::1", nil] {
                let peer = Self.peer(address)
                for _ in 0..<500 {
                    let lines = (0..<Int.random(in: 0..<8, using: &random)).map { _ in
                        let name = fields.randomElement(using: &random) ?? ""
                        return name + ": " + (values.randomElement(using: &random) ?? "")
                    }
                    let request = try ProtectedNamesTests.request(lines)
                    try #require(trusted.facts(behind: peer, request.fields) == peer)
                    try #require(Self.requestID(trusted, peer, request) == nil)
                }
            }
        }
    }

    private static func requestID(
        _ trusted: TrustedProxies, _ peer: ClientFacts, _ request: borrowing Request
    ) -> String? {
        guard let identifier = trusted.requestID(from: peer, request.fields) else { return nil }
        return String(decoding: identifier)
    }

    /// Lines of a trusted proxy at 10.0.0.1, and the client they tell of.
    static let chains: [(lines: [String], client: String)] = [
        ([], "10.0.0.1"),
        (["X-Forwarded-For: 192.0.2.7"], "192.0.2.7"),
        (["X-Forwarded-For: 6.6.6.6, 192.0.2.7"], "192.0.2.7"),
        (["X-Forwarded-For: 192.0.2.7, 10.9.9.9"], "192.0.2.7"),
        (["X-Forwarded-For: 6.6.6.6", "x-forwarded-for: 192.0.2.7 ,\t10.9.9.9"], "192.0.2.7"),
        (["X-Forwarded-For: 10.1.1.1, 10.2.2.2"], "10.1.1.1"),
        (["X-Forwarded-For: 6.6.6.6, unknown"], "10.0.0.1"),
        (["X-Forwarded-For: 6.6.6.6, unknown, 10.2.2.2"], "10.2.2.2"),
        (["X-Forwarded-For: 6.6.6.6,"], "10.0.0.1"),
        (["X-Forwarded-For:"], "10.0.0.1"),
        (["X-Forwarded-For: 192.0.2.7:4711"], "192.0.2.7"),
        (["X-Forwarded-For: [2001:db8::7]:4711"], "2001:db8::7"),
        (["X-Forwarded-For: ::ffff:192.0.2.7"], "192.0.2.7"),
        (["X-Forwarded-For: 010.0.0.1"], "10.0.0.1"),
        // Aliases and other members of the family are never believed.
        (["X_Forwarded_For: 6.6.6.6", "Forwarded: for=6.6.6.6", "X-Real-IP: 6.6.6.6"], "10.0.0.1"),
    ]

    @Test("the client is the last untrusted address", arguments: chains)
    func chain(row: (lines: [String], client: String)) throws {
        let trusted = try Self.proxies("10.0.0.0/8")
        let request = try ProtectedNamesTests.request(row.lines)
        for peer in ["10.0.0.1", "::ffff:10.0.0.1"] {
            let facts = trusted.facts(behind: Self.peer(peer), request.fields)
            #expect(facts.address?.unmapped.description == row.client)
            #expect(facts.scheme == .http && facts.port == 8080)
        }
    }

    static let schemes: [(lines: [String], scheme: Scheme, port: UInt16?)] = [
        (["X-Forwarded-Proto: https"], .https, 443),
        (["X-Forwarded-Proto: HTTPS", "X-Forwarded-Port: 8443"], .https, 8443),
        (["X-Forwarded-Proto: wss"], .https, 443),
        (["X-Forwarded-Proto: ws"], .http, 80),
        (["X-Forwarded-Proto: https, http"], .http, 80),
        (["X-Forwarded-Proto: https", "X-Forwarded-Proto: http"], .http, 80),
        (["X-Forwarded-Proto: ftp"], .http, 8080),
        (["X-Forwarded-Proto:"], .http, 8080),
        (["X-Forwarded-Port: 0"], .http, 8080),
        (["X-Forwarded-Port: 65536"], .http, 8080),
        (["X-Forwarded-Port: -1"], .http, 8080),
        (["X-Forwarded-Port: 99999999999999999999"], .http, 8080),
        (["X-Forwarded-Port: 65535"], .http, 65535),
    ]

    @Test("scheme and port are the nearest proxy's word", arguments: schemes)
    func scheme(row: (lines: [String], scheme: Scheme, port: UInt16?)) throws {
        let request = try ProtectedNamesTests.request(row.lines)
        let facts = try Self.proxies("10.0.0.1").facts(
            behind: Self.peer("10.0.0.1"), request.fields)
        #expect(facts.scheme == row.scheme && facts.port == row.port)
    }

    @Test("a request ID is taken from a trusted proxy, if it is one and safe to log")
    func requestID() throws {
        let trusted = try Self.proxies("10.0.0.1")
        let long = String(repeating: "a", count: 128)
        let rows: [(lines: [String], identifier: String?)] = [
            (["X-Request-ID: 4f9c-A_z~1/2+3=:"], "4f9c-A_z~1/2+3=:"),
            (["X-Request-ID: " + long], long), (["X-Request-ID: a" + long], nil),
            (["X-Request-ID:"], nil), (["X-Request-ID: a b"], nil), (["X-Request-ID: a\"b"], nil),
            (["X-Request-ID: a", "X-Request-ID: a"], nil), ([], nil),
        ]
        for row in rows {
            let request = try ProtectedNamesTests.request(row.lines)
            #expect(Self.requestID(trusted, Self.peer("10.0.0.1"), request) == row.identifier)
        }
    }
}
