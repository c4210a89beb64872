import HTTP
import Testing

@Suite("RFC 9112 §5 Field syntax")
struct FieldSyntaxTests {
    static func parse(
        _ line: String, sourceLocation: SourceLocation = #_sourceLocation
    ) -> RequestOutcome {
        parseRequest(
            "GET / HTTP/1.1\r\nHost: h\r\n\(line)\r\n\r\n", sourceLocation: sourceLocation)
    }

    static let bad: [(String, HeadFault)] = [
        (" a: b", .lineFolding), ("\ta: b", .lineFolding), (" ", .lineFolding),
        (" :", .lineFolding),
        ("a : b", .whitespaceBeforeColon), ("a\t: b", .whitespaceBeforeColon),
        ("a \t : b", .whitespaceBeforeColon), ("a b: c", .invalidFieldName),
        ("a b", .invalidFieldName),
        (": b", .emptyFieldName), (":", .emptyFieldName), ("a", .missingColon),
        ("abcdefghijklmnop", .missingColon), ("a(b): c", .invalidFieldName),
        ("\"a\": c", .invalidFieldName),
        ("a/b: c", .invalidFieldName), ("a@b: c", .invalidFieldName), ("a,b: c", .invalidFieldName),
        ("a;b: c", .invalidFieldName), ("a=b: c", .invalidFieldName), ("{a}: c", .invalidFieldName),
        ("\u{E4}: c", .invalidFieldName), ("a\u{A0}: c", .invalidFieldName),
        ("[a]: c", .invalidFieldName),
        ("a\\b: c", .invalidFieldName), ("Host\u{A0}: c", .invalidFieldName),
        ("Content-Length : 5", .whitespaceBeforeColon),
        ("Transfer-Encoding\t: chunked", .whitespaceBeforeColon),
    ]

    @Test("Q6 T86 refuses lines with two readings", arguments: bad)
    func refuses(line: String, fault: HeadFault) {
        #expect(Self.parse(line).fault == .head(fault))
    }

    @Test("Q6 refuses obs-fold behind any line, and white space before the first field")
    func folding() {
        #expect(Self.parse("a: b\r\n c").fault == .head(.lineFolding))
        #expect(Self.parse("a: b\r\n\tc: d").fault == .head(.lineFolding))
        #expect(Self.parse("a:\r\n chunked").fault == .head(.lineFolding))
        #expect(parseRequest("GET / HTTP/1.1\r\n Host: h\r\n\r\n").fault == .head(.lineFolding))
    }

    static let good: [(String, String)] = [
        ("a:b", "a: b"), ("a: b", "a: b"), ("a:  \t b \t ", "a: b"), ("a:", "a: "), ("a: ", "a: "),
        ("a: \t ", "a: "), ("a: b c", "a: b c"), ("a: b\tc", "a: b\tc"), ("a: b:c", "a: b:c"),
        ("a::", "a: :"), ("a: \u{80}\u{E4}\u{FF}", "a: \u{80}\u{E4}\u{FF}"),
        ("a: \"b\\\"c\"", "a: \"b\\\"c\""),
        ("!#$%&'*+-.^_`|~09AZaz: b", "!#$%&'*+-.^_`|~09AZaz: b"),
        ("a: 1234567\u{FF}9abcdef", "a: 1234567\u{FF}9abcdef"),
    ]

    @Test("takes every legal line and trims the white space around the value", arguments: good)
    func takes(line: String, expected: String) {
        #expect(Self.parse(line).request?.fields.last == expected)
    }

    @Test("Q6 a name is a token: every byte, at every place of a word")
    func nameBytes() {
        let token = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        for byte in UInt8(0)...255 where ![0x0A, 0x0D].contains(byte) {
            for padding in [0, 1, 6, 7, 8, 15] {
                let name = Array(repeating: UInt8(ascii: "n"), count: padding) + [byte]
                let head = latin1("GET / HTTP/1.1\r\nHost: h\r\n") + name + latin1("n: v\r\n\r\n")
                let outcome = parseRequest(head)
                if token.utf8.contains(byte) {
                    #expect(outcome.request != nil)
                } else if byte != UInt8(ascii: ":") || padding == 0 {
                    #expect(outcome.fault != nil)
                }
            }
        }
    }

    @Test(
        "T14 fields that decide over security stand once",
        arguments: [
            ("Authorization", KnownField.authorization), ("DPoP", .dpop),
            ("Content-Length", .contentLength),
            ("Host", .host),
        ])
    func singletons(name: String, field: KnownField) {
        let value = field == .contentLength ? "0" : "v"
        let one = field == .host ? "X: y" : "\(name): \(value)"
        #expect(Self.parse(one).request != nil)
        let two = "\(name): \(value)\r\nA: b\r\n\(name.lowercased()): \(value)"
        #expect(Self.parse(two).fault == .repeatedField(field))
    }

    @Test("T13 other fields may repeat and are never joined")
    func repeats() {
        let request = Self.parse("X: a\r\nY: b\r\nx: a").request
        #expect(request?.fields == ["Host: h", "X: a", "Y: b", "x: a"])
    }
}
