import Codecs
import Testing

@Suite("RFC 4291 §2.2, RFC 5952 addresses")
struct IPAddressTests {
    static let rows: [(text: String, canonical: String)] = [
        ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("192.0.2.1", "192.0.2.1"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0db8:0000:0000:0001:0000:0000:0000", "2001:db8:0:0:1::"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("::ffff:c000:201", "::ffff:192.0.2.1"),
        ("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("0:0:0:0:0:0:0:0", "::"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ]

    @Test("texts and their canonical form, which reads back", arguments: rows)
    func canonical(text: String, canonical: String) throws {
        let address = try #require(IPAddress(parsing: text))
        #expect(address.description == canonical)
        #expect(IPAddress(parsing: canonical) == address)
    }

    @Test(
        "what has two readings or none is refused",
        arguments: [
            "", ".", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "256.1.1.1", "01.2.3.4",
            "1.2.3.04", "00.0.0.0",
            "1.2.3.4 ", " 1.2.3.4", "0x7f.0.0.1", "127.1", "2130706433", "1.2.3.a", "1..2.3",
            "-1.2.3.4", "1.2.3.4/8",
            ":", ":::", "1:", ":1", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::8", "12345::",
            "g::", "::1%eth0", "[::1]", "::1.2.3", "::1.2.3.4:5", "1.2.3.4::",
            "1:2:3:4:5:6:7:1.2.3.4", "::01.2.3.4",
            "1:2:3:4:5:6:7:8:", ":1:2:3:4:5:6:7:8", "::ffff:1.2.3.256", "1:::2", "é::",
        ])
    func refused(text: String) {
        #expect(IPAddress(parsing: text) == nil)
    }

    @Test("every text cut short or lengthened never traps")
    func mangled() {
        for (text, _) in Self.rows {
            let bytes = Array(text.utf8)
            for end in 0...bytes.count {
                for byte in UInt8.min...UInt8.max {
                    let mangled = bytes[..<end] + [byte] + bytes[end...]
                    _ = IPAddress(parsing: Array(mangled).span)
                }
            }
        }
    }

    @Test(
        "loopback, mapped or not",
        arguments: [
            ("127.0.0.1", true), ("127.255.255.255", true), ("126.255.255.255", false),
            ("128.0.0.0", false),
            ("::1", true), ("::2", false), ("::ffff:127.0.0.1", true), ("::127.0.0.1", false),
        ])
    func loopback(text: String, expected: Bool) {
        #expect(IPAddress(parsing: text)?.isLoopback == expected)
    }
}

@Suite("RFC 4632 networks")
struct NetworkTests {
    @Test(
        "T15 first, last and the addresses beside",
        arguments: [
            (
                "10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"],
                ["9.255.255.255", "11.0.0.0", "::10.0.0.1"]
            ),
            ("192.0.2.1", ["192.0.2.1"], ["192.0.2.0", "192.0.2.2"]),
            ("192.0.2.1/32", ["192.0.2.1"], ["192.0.2.0", "192.0.2.2"]),
            ("192.0.2.2/31", ["192.0.2.2", "192.0.2.3"], ["192.0.2.1", "192.0.2.4"]),
            ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["::1"]),
            (
                "2001:db8::/32", ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
                ["2001:db7:ffff::", "2001:db9::", "10.0.0.1"]
            ),
            ("::1", ["::1"], ["::", "::2"]),
            ("::/0", ["::", "ffff::"], ["10.0.0.1", "::ffff:10.0.0.1"]),
            ("::ffff:10.0.0.0/104", ["10.1.2.3", "::ffff:10.1.2.3"], ["11.0.0.0"]),
            ("::ffff:10.0.0.1", ["10.0.0.1"], ["10.0.0.2"]),
        ])
    func contains(text: String, inside: [String], outside: [String]) throws {
        let network = try Network(parsing: text)
        for address in inside {
            #expect(network.contains(try #require(IPAddress(parsing: address))), "\(address)")
        }
        for address in outside {
            #expect(!network.contains(try #require(IPAddress(parsing: address))), "\(address)")
        }
        #expect(try Network(parsing: network.description) == network)
    }

    @Test(
        "faults",
        arguments: [
            ("10.0.0.0/33", .invalidPrefixLength), ("10.0.0.0/", .invalidPrefixLength),
            ("10.0.0.0/-1", .invalidPrefixLength),
            ("10.0.0.0/08", .invalidPrefixLength), ("10.0.0.0/8/8", .invalidPrefixLength),
            ("::/129", .invalidPrefixLength),
            ("10.0.0.0/255.0.0.0", .invalidPrefixLength), ("10.0.0.1/8", .bitsBehindPrefix),
            ("2001:db8::1/64", .bitsBehindPrefix),
            ("10.0.0/8", .invalidAddress), ("", .invalidAddress), ("/8", .invalidAddress),
            ("example.com", .invalidAddress),
        ] as [(String, Network.Fault)])
    func faults(text: String, fault: Network.Fault) {
        #expect(throws: fault) { try Network(parsing: text) }
    }
}

@Suite("Addresses with a port")
struct AddressAndPortTests {
    @Test(
        "accepted",
        arguments: [
            ("192.0.2.1", "192.0.2.1", nil), ("192.0.2.1:80", "192.0.2.1", 80),
            ("[::1]:65535", "::1", 65_535),
            ("[::1]", "::1", nil), ("::1", "::1", nil), ("192.0.2.1:0", "192.0.2.1", 0),
            ("::1:80", "::1:80", nil),
        ] as [(String, String, UInt16?)])
    func accepted(text: String, address: String, port: UInt16?) throws {
        let parsed = try #require(AddressAndPort(parsing: text))
        #expect(parsed.address == IPAddress(parsing: address))
        #expect(parsed.port == port)
    }

    @Test(
        "refused",
        arguments: [
            "", ":80", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:080", "192.0.2.1:+1",
            "192.0.2.1:-1", "[192.0.2.1]:80",
            "[::1", "[::1]80", "[::1]:", "[]:80", "[::1]:80:90", "example.com:80", "[", "]",
            "192.0.2.1:80 ",
        ])
    func refused(text: String) {
        #expect(AddressAndPort(parsing: text) == nil)
    }
}
