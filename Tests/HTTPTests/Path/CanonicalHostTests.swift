import Codecs
import HTTP
import Testing

@Suite("T31 T32 one canonical host")
struct CanonicalHostTests {
    static let accepted: [(raw: String, name: String, port: UInt16?, authority: String)] = [
        ("example.com", "example.com", nil, "example.com"),
        ("EXAMPLE.Com", "example.com", nil, "example.com"),
        ("app.example.com.", "app.example.com", nil, "app.example.com"),
        ("app.example.com.:8080", "app.example.com", 8080, "app.example.com:8080"),
        ("localhost:1", "localhost", 1, "localhost:1"),
        ("a:65535", "a", 65535, "a:65535"),
        ("a:0080", "a", 80, "a:80"),
        ("a:", "a", nil, "a"),
        ("my_service", "my_service", nil, "my_service"),
        ("127.0.0.1:80", "127.0.0.1", 80, "127.0.0.1:80"),
        ("[::1]", "[::1]", nil, "[::1]"),
        ("[2001:DB8:0:0::1]:443", "[2001:db8::1]", 443, "[2001:db8::1]:443"),
    ]

    @Test("lower case, no trailing dot, the port apart", arguments: accepted)
    func canonical(row: (raw: String, name: String, port: UInt16?, authority: String)) throws {
        var host = CanonicalHost()
        try host.set(Array(row.raw.utf8).span)
        #expect(host.nameText == row.name)
        #expect(host.port == row.port)
        #expect(host.authorityText == row.authority)
    }

    static let refused: [(raw: String, fault: HostFault)] = [
        ("", .empty), (":80", .empty), (".", .badLabel), ("a..b", .badLabel), (".a", .badLabel),
        ("a..", .badLabel), ("a b", .forbiddenByte(at: 1)), ("a/b", .forbiddenByte(at: 1)),
        ("user@a", .forbiddenByte(at: 4)), ("a%2eb", .forbiddenByte(at: 1)),
        ("a\u{0}", .forbiddenByte(at: 1)), ("é", .forbiddenByte(at: 0)), ("a:b", .badPort),
        ("a:0", .badPort), ("a:65536", .badPort), ("a:99999999999999999999", .badPort),
        ("a:80:90", .badPort), ("a:+1", .badPort), ("[::1", .badAddress), ("[]", .badAddress),
        ("[::1]x", .badAddress), ("[127.0.0.1]", .badAddress), ("[fe80::1%25eth0]", .badAddress),
        ("[v1.x]", .badAddress), ("::1", .empty),
    ]

    @Test("Q9 refuses what is no host", arguments: refused)
    func refusal(row: (raw: String, fault: HostFault)) {
        var host = CanonicalHost()
        #expect(throws: row.fault) { try host.set(Array(row.raw.utf8).span) }
        #expect(host.nameText == "" && host.authorityText == "" && host.port == nil)
    }

    @Test("labels end at 63 bytes and names at 253")
    func lengths() throws {
        var host = CanonicalHost()
        let label = String(repeating: "a", count: 63)
        try host.set(Array(label.utf8).span)
        #expect(throws: HostFault.badLabel) { try host.set(Array((label + "a").utf8).span) }
        let name = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
        try host.set(Array((name + ".").utf8).span)
        #expect(host.nameText.count == 253)
        #expect(throws: HostFault.badLabel) { try host.set(Array((name + "b").utf8).span) }
    }
}

extension CanonicalHost {
    var nameText: String { String(decoding: name) }
    var authorityText: String { String(decoding: authority) }
}
