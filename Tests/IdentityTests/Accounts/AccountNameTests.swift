import Identity
import Testing

@Suite("Names of accounts have one form")
struct AccountNameTests {
    static let good: [(String, String)] = [
        ("alice", "alice"), ("ALICE", "alice"), ("a", "a"), ("A.b_c@D-9", "a.b_c@d-9"), ("_", "_"),
        (String(repeating: "Z", count: 64), String(repeating: "z", count: 64)),
    ]

    @Test("T94 capitals fold, 1 to 64 characters", arguments: good)
    func folds(written: String, canonical: String) {
        #expect(AccountName(written)?.text == canonical)
        #expect(AccountName(canonical)?.text == canonical)
    }

    @Test(
        "T94 everything else is no name",
        arguments: [
            "", String(repeating: "a", count: 65), " alice", "alice ", "al ice", "alice\0", "a\n",
            "älice", "Ａlice", "aſ", "\u{212A}", "a:b", "a/b", "a%40", "a+b", "a,b", "\u{FEFF}a",
        ])
    func refused(written: String) { #expect(AccountName(written) == nil) }

    @Test("every single byte but the 66 is refused")
    func bytes() {
        let good = (0...255).filter { byte in
            let bytes = [UInt8(byte)]
            return AccountName(bytes.span) != nil
        }
        #expect(good.count == 26 * 2 + 10 + 4)
    }
}
