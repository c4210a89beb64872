import Codecs
import Identity
import Policy
import Testing

@Suite("Requirements: all, any and not over claims")
struct RequirementTests {
    /// One principal; leaves below are true, false and unknown of it.
    static let claims = """
        {"groups": ["staff", "eng"], "scope": "read write", "tenant": "north", "level": 3,
        "admin": false, "roles": ["a", 7, true], "address": {"city": "x"}, "big": 9007199254740993}
        """
    static let yes = RequirementSettings.claim("tenant", [.text("north")])
    static let no = RequirementSettings.claim("tenant", [.text("south")])
    static let unknown = RequirementSettings.claim("absent", [.text("north")])

    static let leaves: [(requirement: RequirementSettings, holds: Bool, notHolds: Bool)] = [
        (yes, true, false), (no, false, true), (unknown, false, false),
        (.claim("tenant", [.text("south"), .text("north")]), true, false),
        (.claim("tenant", [.text("North")]), false, true),
        (.claim("tenant", [.text("nort")]), false, true),
        (.claim("tenant", [.integer(3)]), false, false),
        (.claim("level", [.integer(3)]), true, false),
        (.claim("level", [.integer(4)]), false, true),
        (.claim("level", [.text("3")]), false, false),
        (.claim("level", [.boolean(true)]), false, false),
        (.claim("admin", [.boolean(false)]), true, false),
        (.claim("admin", [.boolean(true)]), false, true),
        (.claim("admin", [.text("false")]), false, false),
        (.claim("big", [.integer(9_007_199_254_740_993)]), true, false),
        (.claim("big", [.integer(9_007_199_254_740_992)]), false, true),
        (.claim("roles", [.text("a")]), true, false),
        (.claim("roles", [.integer(7)]), true, false),
        (.claim("roles", [.text("b")]), false, false),
        (.claim("address", [.text("x")]), false, false),
        (.groups(["staff"]), true, false), (.groups(["boss", "eng"]), true, false),
        (.groups(["boss"]), false, true), (.groups(["staff,eng"]), false, true),
        (.scopes(["read"]), true, false), (.scopes(["admin", "write"]), true, false),
        (.scopes(["admin"]), false, true), (.scopes(["rea"]), false, true),
        (.scopes(["read write"]), false, true),
    ]

    @Test("T13 T35 a leaf, and the leaf under not", arguments: leaves)
    func leaf(row: (requirement: RequirementSettings, holds: Bool, notHolds: Bool)) throws {
        #expect(try holds(row.requirement) == row.holds)
        #expect(try holds(.not(row.requirement)) == row.notHolds)
        #expect(try holds(.not(.not(row.requirement))) == row.holds)
    }

    @Test("the truth tables of all and any, plain and under not")
    func tables() throws {
        let values: [(leaf: RequirementSettings, truth: Truth)] = [
            (Self.yes, .yes), (Self.no, .no), (Self.unknown, .unknown),
        ]
        for one in values {
            for two in values {
                for three in values {
                    let parts = [one.leaf, two.leaf, three.leaf]
                    let truths = [one.truth, two.truth, three.truth]
                    let all: Truth =
                        truths.contains(.no) ? .no : truths.contains(.unknown) ? .unknown : .yes
                    let any: Truth =
                        truths.contains(.yes) ? .yes : truths.contains(.unknown) ? .unknown : .no
                    #expect(try holds(.all(parts)) == (all == .yes), "\(truths)")
                    #expect(try holds(.not(.all(parts))) == (all == .no), "\(truths)")
                    #expect(try holds(.any(parts)) == (any == .yes), "\(truths)")
                    #expect(try holds(.not(.any(parts))) == (any == .no), "\(truths)")
                    let nested = RequirementSettings.any([.all(Array(parts[..<2])), parts[2]])
                    let inner: Truth =
                        truths[..<2].contains(.no)
                        ? .no : truths[..<2].contains(.unknown) ? .unknown : .yes
                    #expect(try holds(nested) == (inner == .yes || truths[2] == .yes))
                }
            }
        }
    }

    /// Claims in other shapes, and whether the scope `read` is granted.
    static let scopes: [(claims: String, holds: Bool, notHolds: Bool)] = [
        (#"{"scope": "read"}"#, true, false), (#"{"scp": ["read"]}"#, true, false),
        (#"{"scp": "write read"}"#, true, false), (#"{"scope": ["read", "write"]}"#, true, false),
        (#"{"scope": "write", "scp": ["read"]}"#, true, false),
        (#"{"scope": "readwrite"}"#, false, true), (#"{"scp": ["write"]}"#, false, true),
        (#"{"scope": ""}"#, false, true), (#"{"scp": []}"#, false, true),
        ("{}", false, false), (#"{"scope": 1}"#, false, false), (#"{"scope": null}"#, false, false),
    ]

    @Test("scopes are read as scope or scp, words or lists", arguments: scopes)
    func scopeClaim(row: (claims: String, holds: Bool, notHolds: Bool)) throws {
        #expect(try holds(.scopes(["read"]), row.claims) == row.holds)
        #expect(try holds(.not(.scopes(["read"])), row.claims) == row.notHolds)
    }

    static let sentences: [(requirement: RequirementSettings, sentence: String)] = [
        (.groups(["staff"]), #"in the group "staff""#),
        (.scopes(["read", "write"]), #"granted the scope "read" or "write""#),
        (.claim("level", [.integer(3), .boolean(true)]), "level is 3 or true"),
        (
            .all([.groups(["a", "b"]), .not(yes)]),
            #"(in the group "a" or "b") and not (tenant is "north")"#
        ),
        (
            .any([yes, .all([no, unknown])]),
            #"tenant is "north" or (tenant is "south" and absent is "north")"#
        ),
    ]

    @Test("a requirement in words", arguments: sentences)
    func words(row: (requirement: RequirementSettings, sentence: String)) {
        var selection = ClaimSelection()
        #expect(Requirement(row.requirement, selecting: &selection).sentence == row.sentence)
    }

    @Test("anonymous satisfies nothing, also under not")
    func anonymous() {
        var selection = ClaimSelection()
        for leaf in [Self.yes, Self.no, Self.unknown, .groups(["a"]), .scopes(["a"])] {
            for requirement in [leaf, .not(leaf)] {
                let compiled = Requirement(requirement, selecting: &selection)
                #expect(!compiled.isSatisfied(by: .anonymous))
            }
        }
    }

    private func holds(
        _ settings: RequirementSettings, _ claims: String = claims
    ) throws -> Bool {
        var selection = ClaimSelection()
        let requirement = Requirement(settings, selecting: &selection)
        return requirement.isSatisfied(by: try .bearer(claims, selection))
    }
}

extension Principal {
    /// A principal with these claims.
    static func bearer(
        _ claims: String, _ selection: ClaimSelection, issuer: String = "corp",
        headers: [(header: String, claim: String)] = []
    ) throws -> Principal {
        let document = try JSONDocument(parsing: Array(claims.utf8), depthLimit: 16)
        let entries = headers.map { IdentityHeaders.Entry(header: $0.header, claim: $0.claim) }
        return Principal(
            Attributes(
                kind: .bearer, issuer: issuer, subject: "s",
                expires: WallTime(secondsSince1970: 0)),
            claims: document.root,
            describing: Description(selection: selection, headers: IdentityHeaders(entries)))
    }
}
