import Codecs
import Identity
import Testing

@Suite("Principals keep what the configuration asks for")
struct PrincipalTests {
    private static let attributes = Principal.Attributes(
        kind: .bearer, issuer: "corp", subject: "alice", expires: WallTime(secondsSince1970: 99))

    @Test("who, from whom, until when")
    func attributes() throws {
        let principal = try principal("{}", selecting: ClaimSelection())
        #expect(!principal.isAnonymous && principal.kind == .bearer)
        #expect(principal.issuer == "corp" && principal.subject == "alice")
        #expect(principal.expires == WallTime(secondsSince1970: 99))
    }

    @Test("anonymous is nobody and holds nothing")
    func anonymous() {
        var selection = ClaimSelection()
        let slot = selection.slot(for: "sub")
        let principal = Principal.anonymous
        #expect(principal.isAnonymous && principal.kind == .anonymous)
        #expect(principal.issuer.isEmpty && principal.subject.isEmpty && principal.expires == nil)
        #expect(principal.lines == "" && principal.identityFault == nil)
        #expect(Self.answers(principal, slot) == [.unknown, .unknown, .unknown, .unknown])
    }

    @Test("a name has one slot")
    func slots() {
        var selection = ClaimSelection()
        let first = selection.slot(for: "groups")
        #expect(selection.slot(for: "scope") != first)
        #expect(selection.slot(for: "groups") == first)
        #expect(selection.names == ["groups", "scope"])
    }

    /// A claim, and what it says to the text `a`, the number 1, `true` and the word `a`.
    static let comparisons: [(claim: String, answers: [Truth])] = [
        (#""a""#, [.yes, .unknown, .unknown, .yes]),
        (#""b""#, [.no, .unknown, .unknown, .no]),
        (#""""#, [.no, .unknown, .unknown, .no]),
        (#""ab""#, [.no, .unknown, .unknown, .no]),
        (#""b a c""#, [.no, .unknown, .unknown, .yes]),
        (#"" a""#, [.no, .unknown, .unknown, .yes]),
        (#""ba ab""#, [.no, .unknown, .unknown, .no]),
        (#""\u0061""#, [.yes, .unknown, .unknown, .yes]),
        ("1", [.unknown, .yes, .unknown, .unknown]),
        ("2", [.unknown, .no, .unknown, .unknown]),
        ("4294967297", [.unknown, .no, .unknown, .unknown]),
        ("1.0", [.unknown, .unknown, .unknown, .unknown]),
        ("1e400", [.unknown, .unknown, .unknown, .unknown]),
        ("true", [.unknown, .unknown, .yes, .unknown]),
        ("false", [.unknown, .unknown, .no, .unknown]),
        ("null", [.unknown, .unknown, .unknown, .unknown]),
        (#"{"a": "a"}"#, [.unknown, .unknown, .unknown, .unknown]),
        ("[]", [.no, .no, .no, .no]),
        (#"["b", "a"]"#, [.yes, .unknown, .unknown, .yes]),
        (#"["b", "c"]"#, [.no, .unknown, .unknown, .no]),
        // T13: each value is looked at alone, never joined.
        (#"["a", "a"]"#, [.yes, .unknown, .unknown, .yes]),
        (#"["a,a"]"#, [.no, .unknown, .unknown, .no]),
        (#"["b", 1]"#, [.unknown, .yes, .unknown, .unknown]),
        (#"["a", 1, true]"#, [.yes, .yes, .yes, .yes]),
        (#"["b", {"x": "a"}, ["a"]]"#, [.unknown, .unknown, .unknown, .unknown]),
        ("[-9223372036854775808, 1]", [.unknown, .yes, .unknown, .unknown]),
    ]

    @Test("a claim of another type is neither equal nor unequal", arguments: comparisons)
    func compare(row: (claim: String, answers: [Truth])) throws {
        var selection = ClaimSelection()
        _ = selection.slot(for: "absent")
        let slot = selection.slot(for: "claim")
        let other = selection.slot(for: "other")
        let principal = try principal(
            #"{"other": "a", "claim": \#(row.claim)}"#, selecting: selection)
        #expect(Self.answers(principal, slot) == row.answers)
        #expect(Self.answers(principal, other) == [.yes, .unknown, .unknown, .yes])
    }

    @Test("an absent claim, and a slot of another selection, are unknown")
    func unknown() throws {
        var selection = ClaimSelection()
        let absent = selection.slot(for: "absent")
        let principal = try principal(#"{"a": "a"}"#, selecting: selection)
        let foreign = selection.slot(for: "a")
        for slot in [absent, foreign] {
            #expect(Self.answers(principal, slot) == [.unknown, .unknown, .unknown, .unknown])
        }
    }

    private static func answers(_ principal: Principal, _ slot: ClaimSlot) -> [Truth] {
        let text: StaticString = "a"
        return [
            principal.compare(slot, with: text.span), principal.compare(slot, with: 1),
            principal.compare(slot, with: true), principal.compare(slot, withWord: text.span),
        ]
    }

    @Test("the identity lines are rendered once, and a fault is kept in their place")
    func identityLines() throws {
        let headers = IdentityHeaders([IdentityHeaders.Entry(header: "X-User", claim: "name")])
        var selection = ClaimSelection()
        let slot = selection.slot(for: "name")
        let alice = try principal(#"{"name": "Zoë"}"#, selecting: selection, headers)
        #expect(alice.lines == "X-User: Zo%C3%AB\r\n")
        let text: StaticString = "Zoë"
        #expect(alice.compare(slot, with: text.span) == .yes)
        let nested = try principal(#"{"name": {}}"#, selecting: selection, headers)
        #expect(nested.identityFault == .notAValue(header: "X-User") && nested.lines == "")
    }

    private func principal(
        _ claims: String, selecting selection: ClaimSelection,
        _ headers: IdentityHeaders = IdentityHeaders([])
    ) throws -> Principal {
        let document = try JSONDocument(parsing: Array(claims.utf8), depthLimit: 16)
        return Principal(
            Self.attributes, claims: document.root,
            describing: Principal.Description(selection: selection, headers: headers))
    }
}

extension Principal {
    fileprivate var lines: String { String(decoding: identityLines) }
}
