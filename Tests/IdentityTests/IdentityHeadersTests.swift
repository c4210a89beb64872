import Codecs
import Identity
import Testing

@Suite("Q26 identity values are safe in a header")
struct IdentityHeadersTests {
    /// A claim as JSON, and the value of its header; nil for no header.
    static let values: [(claim: String, value: String?)] = [
        (#""alice""#, "alice"),
        (#""alice@example.com""#, "alice@example.com"),
        (#""!#$&'()*+-./:;<=>?@[]^_`{|}~\"\\""#, #"!#$&'()*+-./:;<=>?@[]^_`{|}~"\"#),
        (#""""#, ""),
        (#""Zoë Ångström""#, "Zo%C3%AB%20%C3%85ngstr%C3%B6m"),
        (#""100%""#, "100%25"),
        (#""a,b""#, "a%2Cb"),
        (#""a\r\nX-Admin: 1""#, "a%0D%0AX-Admin:%201"),
        (#""\u0000\u001f\u007f""#, "%00%1F%7F"),
        (#"["a", "b,c", "é"]"#, "a,b%2Cc,%C3%A9"),
        ("[]", ""), (#"[""]"#, ""), ("42", "42"), ("-1.5e3", "-1.5e3"),
        ("1e400", "1e400"), ("true", "true"), ("false", "false"), (#"["a", 1, true]"#, "a,1,true"),
        ("null", nil),
    ]

    @Test("one documented encoding for every claim", arguments: values)
    func value(row: (claim: String, value: String?)) throws {
        let lines = try render(#"{"claim": \#(row.claim)}"#, [("X-Claim", "claim")])
        #expect(lines == (row.value.map { "X-Claim: \($0)\r\n" } ?? ""))
        let control = lines.utf8.dropLast(2).contains { $0 < 0x20 || $0 > 0x7E }
        #expect(!control)
    }

    @Test("T07 an absent claim makes no header, and the others keep their order")
    func absent() throws {
        let headers = [("X-User", "sub"), ("X-Email", "email"), ("X-Groups", "groups")]
        #expect(
            try render(#"{"groups": ["a", "b"], "sub": "s"}"#, headers)
                == "X-User: s\r\nX-Groups: a,b\r\n")
        #expect(try render("{}", headers) == "")
    }

    @Test(
        "objects and nested lists are no values",
        arguments: ["{}", #"{"a": 1}"#, "[[]]", "[{}]", "[null]"])
    func nested(claim: String) {
        #expect(throws: IdentityFault.notAValue(header: "X-Claim")) {
            try render(#"{"claim": \#(claim)}"#, [("X-Claim", "claim")])
        }
    }

    @Test("a value ends at 4 KiB, encoded")
    func limit() throws {
        func value(_ text: String) throws -> String {
            try render(#"{"claim": "\#(text)"}"#, [("X-Claim", "claim")])
        }
        let longest = String(repeating: "a", count: IdentityHeaders.valueBytesLimit)
        #expect(try value(longest) == "X-Claim: \(longest)\r\n")
        #expect(try value(String(longest.dropLast())) == "X-Claim: \(longest.dropLast())\r\n")
        let fault = IdentityFault.tooLong(header: "X-Claim")
        #expect(throws: fault) { try value(longest + "a") }
        // Six bytes a letter once encoded.
        #expect(throws: fault) { try value(String(repeating: "é", count: 683)) }
    }

    private func render(
        _ claims: String, _ entries: [(header: String, claim: String)]
    ) throws -> String {
        let headers = IdentityHeaders(
            entries.map { IdentityHeaders.Entry(header: $0.header, claim: $0.claim) })
        let document = try JSONDocument(parsing: Array(claims.utf8), depthLimit: 16)
        return String(decoding: try headers.lines(for: document.root), as: UTF8.self)
    }
}
