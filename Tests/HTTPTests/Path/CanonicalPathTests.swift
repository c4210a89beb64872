import Codecs
import HTTP
import Testing

@Suite("Q28 one canonical path for policy and forwarding")
struct CanonicalPathTests {
    /// What came, and what is matched and forwarded.
    static let accepted: [(raw: String, canonical: String)] = [
        ("/", "/"),
        ("/a/b.c/d-e_f~g", "/a/b.c/d-e_f~g"),
        ("/!$&'()*+,=:@", "/!$&'()*+,=:@"),
        // RFC 3986 §6.2.2.2: unreserved bytes are the same encoded or not; §6.2.2.1: capitals.
        ("/%61%5A%30%2d%2E%5f%7e", "/aZ0-._~"),
        ("/%c3%a9%e2%82%ac%f0%9f%9a%aa", "/%C3%A9%E2%82%AC%F0%9F%9A%AA"),
        ("/a%20b%3fc%23d", "/a%20b%3Fc%23d"),
        // RFC 3986 §5.2.4, after merging slashes.
        ("//", "/"),
        ("/a//b///c//", "/a/b/c/"),
        ("/./a/./b/.", "/a/b/"),
        ("/a/b/..", "/a/"),
        ("/a/b/../c", "/a/c"),
        ("/a//../b", "/b"),
        ("/..", "/"),
        ("/../../a", "/a"),
        ("/%2e%2e/a/%2E/b", "/a/b"),
        ("/public/../admin", "/admin"),
        ("/.well-known/x", "/.well-known/x"),
        ("/.../..a/a../.a", "/.../..a/a../.a"),
        // Bytes that browsers leave bare.
        ("/\"<>[]^`{|}", "/%22%3C%3E%5B%5D%5E%60%7B%7C%7D"),
        // Double encoding that hides neither dot nor slash stays.
        ("/%2541%253d", "/%2541%253d"),
        ("/100%25", "/100%25"),
        ("/a;x=1/b;y", "/a;x=1/b;y"),
        ("/a;x/..", "/"),
        ("/..a;x", "/..a;x"),
    ]

    @Test("T25 T26 T28 gives each path its one form", arguments: accepted)
    func canonical(row: (raw: String, canonical: String)) throws {
        #expect(try canonicalize(row.raw) == row.canonical)
        #expect(try canonicalize(row.canonical) == row.canonical)
    }

    static let refused: [(raw: String, fault: PathFault)] = [
        ("", .notRooted),
        ("a", .notRooted),
        ("*", .notRooted),
        ("http:/a", .notRooted),
        ("/a#b", .forbiddenByte(at: 2)),
        ("/a?b", .forbiddenByte(at: 2)),
        ("/a\\b", .forbiddenByte(at: 2)),
        ("/a b", .forbiddenByte(at: 2)),
        ("/\u{0}", .forbiddenByte(at: 1)),
        ("/a\nb", .forbiddenByte(at: 2)),
        ("/\u{7F}", .forbiddenByte(at: 1)),
        ("/é", .forbiddenByte(at: 1)),
        ("/%", .brokenTriplet(at: 1)),
        ("/%4", .brokenTriplet(at: 1)),
        ("/a%4g", .brokenTriplet(at: 2)),
        ("/%u2215", .brokenTriplet(at: 1)),
        ("/%00", .encodedControl(at: 1)),
        ("/a%0a", .encodedControl(at: 2)),
        ("/a%0D", .encodedControl(at: 2)),
        ("/%1f", .encodedControl(at: 1)),
        ("/%7F", .encodedControl(at: 1)),
        ("/a%2fb", .encodedSlash(at: 2)),
        ("/a%5cb", .encodedBackslash(at: 2)),
        // RFC 3629 §4: overlong, surrogate, above U+10FFFF, cut short, alone.
        ("/%c0%af", .invalidUTF8(at: 1)),
        ("/%c1%bf", .invalidUTF8(at: 1)),
        ("/%e0%80%af", .invalidUTF8(at: 1)),
        ("/%f0%80%80%af", .invalidUTF8(at: 1)),
        ("/%ed%a0%80", .invalidUTF8(at: 1)),
        ("/%f4%90%80%80", .invalidUTF8(at: 1)),
        ("/%f5%80%80%80", .invalidUTF8(at: 1)),
        ("/%e2%82", .invalidUTF8(at: 1)),
        ("/%e2%82/%ac", .invalidUTF8(at: 1)),
        ("/%80", .invalidUTF8(at: 1)),
        ("/a%ff", .invalidUTF8(at: 2)),
        // T28: dots and slashes encoded twice or more, also with the digits encoded.
        ("/%252e%252e/a", .doubleEncoding),
        ("/%252E", .doubleEncoding),
        ("/a%252fb", .doubleEncoding),
        ("/a%255cb", .doubleEncoding),
        ("/a%25252fb", .doubleEncoding),
        ("/a%25%32%66b", .doubleEncoding),
        ("/a%25%32%65", .doubleEncoding),
        ("/a%25%35%43", .doubleEncoding),
        // T27: dots that only some upstreams take for a dot segment.
        ("/a/..;/b", .disguisedDotSegment),
        ("/a/..;x=1/b", .disguisedDotSegment),
        ("/a/.;x", .disguisedDotSegment),
        ("/a/%2e%2e;/b", .disguisedDotSegment),
        ("/a/..%3bx/b", .disguisedDotSegment),
        ("/a/.%2e%3B", .disguisedDotSegment),
    ]

    @Test("T24 T26 T27 T28 T34 refuses what has two readings", arguments: refused)
    func refusal(row: (raw: String, fault: PathFault)) {
        #expect(throws: row.fault) { try canonicalize(row.raw) }
    }

    @Test("T26 an encoded slash is data where the host keeps it")
    func encodedSlashes() throws {
        func kept(_ raw: String) throws -> String {
            try canonicalize(raw, keepsEncodedSlashes: true)
        }
        #expect(try kept("/a%2fb") == "/a%2Fb")
        #expect(try kept("/a%5Cb/..") == "/")
        #expect(try kept("/a%2F%2fb") == "/a%2F%2Fb")
        for raw in [
            "/a/..%2fb", "/a%2f..%2fb", "/a%2f.", "/..%5cb", "/a%5c..", "/a%2f..;x", "/%2f.%2f",
        ] {
            #expect(throws: PathFault.disguisedDotSegment) { try kept(raw) }
        }
        #expect(throws: PathFault.doubleEncoding) { try kept("/a%252fb") }
    }

    /// A path, and how an upstream reads it that cuts parameters off and decodes delimiters.
    static let lenient: [(raw: String, reading: String?)] = [
        ("/a/b", nil), ("/a%20b", nil), ("/%61", nil), ("/a:b@c", nil),
        ("/a;x=1/b", "/a/b"), ("/a/b;", "/a/b"), ("/;/admin", "/admin"), ("/a/;x/", "/a/"),
        ("/admin%3bx", "/admin"), ("/a%40b", "/a@b"), ("/a%2Bb%2c", "/a+b,"), ("/%2a%2A", "/**"),
    ]

    @Test("T27 tells how a lenient upstream reads the path", arguments: lenient)
    func lenientReading(row: (raw: String, reading: String?)) throws {
        var path = CanonicalPath()
        try path.set(Array(row.raw.utf8).span)
        #expect(path.lenientText == row.reading)
    }

    @Test("a prefix is taken off by whole segments")
    func removePrefix() throws {
        let rows: [(path: String, prefix: String, rest: String?)] = [
            ("/wiki/a", "/wiki", "/a"), ("/wiki", "/wiki", "/"), ("/wiki/", "/wiki", "/"),
            ("/wikis", "/wiki", nil), ("/wik", "/wiki", nil), ("/Wiki/a", "/wiki", nil),
            ("/a/b/c", "/a/b", "/c"), ("/a;x/b", "/a", nil),
        ]
        for row in rows {
            var path = CanonicalPath()
            try path.set(Array(row.path.utf8).span)
            let isRemoved = path.removePrefix(Array(row.prefix.utf8).span)
            #expect(isRemoved == (row.rest != nil), "\(row)")
            #expect(path.text == row.rest ?? row.path)
        }
    }

    @Test("a refused path leaves nothing behind, and the value can be used again")
    func reuse() throws {
        var path = CanonicalPath()
        #expect(path.text == "")
        try path.set(Array("/a;x".utf8).span)
        #expect(throws: PathFault.encodedSlash(at: 2)) { try path.set(Array("/b%2f".utf8).span) }
        #expect(path.text == "" && path.lenientText == nil)
        try path.set(Array("/c".utf8).span)
        #expect(path.text == "/c" && path.lenientText == nil)
    }

    @Test("the form of the form is the form, for seeded random paths", arguments: 1...4)
    func idempotent(seed: UInt64) throws {
        let atoms = [
            "/", "//", "/.", "/..", ".", "a", "B", ";", "%2e", "%2E", "%41", "%25", "%32", "%65",
            "25",
            "2e", "%3b", "%40", "%c3%a9", "%20", "{", "%2f", "~",
        ]
        var random = SeededNumbers(seed: seed)
        for _ in 0..<5_000 {
            var raw = "/"
            for _ in 0..<Int.random(in: 0..<10, using: &random) {
                raw += atoms.randomElement(using: &random) ?? ""
            }
            for keeps in [false, true] {
                guard let once = try? canonicalize(raw, keepsEncodedSlashes: keeps) else {
                    continue
                }
                try #require(try canonicalize(once, keepsEncodedSlashes: keeps) == once, "\(raw)")
                try #require(!once.contains("//") && !(once + "/").contains("/../"), "\(raw)")
            }
        }
    }
}

func canonicalize(_ raw: String, keepsEncodedSlashes: Bool = false) throws -> String {
    var path = CanonicalPath()
    try path.set(Array(raw.utf8).span, keepsEncodedSlashes: keepsEncodedSlashes)
    return path.text
}

extension CanonicalPath {
    var text: String { String(decoding: bytes) }
    var lenientText: String? {
        guard let lenientReading else { return nil }
        return String(decoding: lenientReading)
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
