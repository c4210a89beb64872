import Testing

/// Words that the glossary replaces. The list is explicit and short; a word is looked for in the
/// identifiers of Sources, part by part (`poolManager` is found by `manager`), never in comments.
/// Names with an underscore belong to C and are left alone.
@Suite("Tidy: glossary")
struct GlossaryTests {
    /// Each with what to say in its place.
    static let banned: [String: String] = [
        "downstream": "client", "dconn": "upstream connection", "conn": "connection",
        "sess": "session", "cfg": "settings", "opts": "settings", "blacklist": "revocation",
        "blocklist": "revocation", "idp": "identity provider", "rp": "relying party",
        "manager": "the role", "helper": "the concept", "helpers": "the concept",
        "utils": "the concept", "util": "the concept", "utilities": "the concept",
    ]

    @Test("no banned word in an identifier or file name")
    func identifiers() throws {
        let files = try Repository.swiftFiles(below: "Sources")
        #expect(files.flatMap(Self.bannedWords) == [])
    }

    @Test("the rule bites")
    func planted() {
        func words(_ text: String) -> Int {
            Self.bannedWords(in: SwiftFile(path: "Sources/A.swift", text: text)).count
        }
        #expect(words("let connection = session.address") == 0)
        #expect(words("let conn = 1") == 1)
        #expect(words("struct PoolManager {}") == 1)
        #expect(words("let theIdP = isRP()") == 2)
        #expect(words("SSL_CTX_set_opts() // conn \"cfg\"") == 0)
        #expect(
            Self.bannedWords(in: SwiftFile(path: "Sources/HTTPUtils.swift", text: "")).count == 1)
    }

    private static func bannedWords(in file: SwiftFile) -> [String] {
        let name = file.path.split(separator: "/").last.map { $0.dropLast(".swift".count) } ?? ""
        var found = parts(of: String(name)).compactMap { word in
            banned[word].map { "\(file.path): \(word): say \($0)" }
        }
        for (line, code) in zip(1..., file.codeLines) {
            for identifier in code.matches(of: /[A-Za-z][A-Za-z0-9_]*/)
            where !identifier.output.contains("_") {
                for word in parts(of: String(identifier.output)) {
                    guard let better = banned[word] else { continue }
                    found.append("\(file.path):\(line): \(identifier.output): say \(better)")
                }
            }
        }
        return found
    }

    /// The words of a camel-case name, in lower case: `theIdP` is `the`, `idp`.
    private static func parts(of identifier: String) -> [String] {
        identifier.replacing("IdP", with: "Idp")
            .matches(of: /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/).map { $0.output.lowercased() }
    }
}
