import Codecs
import Identity
import Testing

@testable import Gateway

@Suite("sessions shows what clients sent and keeps the terminal")
struct SessionWordsTests {
    private static let lifetimes = SessionLifetimes(idle: 600, absolute: 36_000)

    private static func entry(device: String, subject: String = "alice") -> SessionPage.Entry {
        let created = WallTime(secondsSince1970: 1_800_000_000)
        var index = SessionIndex(
            .init(issuer: "accounts", subject: subject, host: "a.example"), created: created,
            absoluteExpiry: lifetimes.absoluteExpiry(ofCreated: created))
        index.setDevice(device)
        return SessionPage.Entry(
            id: SessionID(InlineArray<32, UInt8>(repeating: 0xAB)), index: index)
    }

    static let texts = [
        ("Mozilla/5.0 (X11)", "Mozilla/5.0 (X11)"), ("ä 漢字", "ä 漢字"),
        ("\u{1B}[2J", #"\u{1B}[2J"#), ("\u{9B}2J", #"\u{9B}2J"#), ("a\r\nb", #"a\u{D}\u{A}b"#),
        ("\u{7F}\0\t", #"\u{7F}\u{0}\u{9}"#), ("\u{202E}x\u{2066}", #"\u{202E}x\u{2066}"#),
        ("\u{200B}\u{2028}\u{E000}", #"\u{200B}\u{2028}\u{E000}"#), (#"\u{1B}"#, #"\\u{1B}"#),
    ]

    @Test("T91 controls, marks of direction and what cannot be seen are escaped", arguments: texts)
    func escaping(text: String, shown: String) {
        #expect(text.printable == shown)
        let entry = Self.entry(device: text, subject: text)
        var table = SessionTable(lifetimes: Self.lifetimes)
        _ = table.lines([Self.entry(device: "x")])
        #expect(table.lines([entry]).count == 1)
        #expect(table.lines([entry]).first?.hasSuffix(shown) == true)
        #expect(entry.text(Self.lifetimes, nil).contains(shown))
        #expect(
            !entry.json(Self.lifetimes).unicodeScalars.contains {
                $0.properties.generalCategory == .control
            })
    }

    @Test("the names of the columns stand above the first page alone, and columns begin together")
    func columns() {
        var table = SessionTable(lifetimes: Self.lifetimes)
        #expect(table.lines([]).isEmpty)
        let lines = table.lines([
            Self.entry(device: "x"), Self.entry(device: "x", subject: "somebody.with.a.name"),
        ])
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("id                subject               host"))
        #expect(lines[1].hasPrefix("abababababababab  alice                 a.example"))
        #expect(lines[2].contains("  2027-01-15T08:00:00Z  2027-01-15T08:00:00Z  2027-01-15T08:11"))
        #expect(table.lines([Self.entry(device: "")]).count == 1)
    }

    @Test("JSON has the whole ID, every field, and the claims where they were opened")
    func json() throws {
        let claims = try JSONDocument(parsing: Array(#"{"amr":["pwd"]}"#.utf8), depthLimit: 4)
        let text = Self.entry(device: "x").json(Self.lifetimes, claims)
        let root = try JSONDocument(parsing: Array(text.utf8), depthLimit: 8).root
        #expect(root.members?.count == 13)
        #expect(text.contains(#""id":"\#(String(repeating: "ab", count: 32))""#))
        #expect(text.hasSuffix(#","claims":{"amr":["pwd"]}}"#))
    }
}
