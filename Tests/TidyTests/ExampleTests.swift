import TestKit
import Testing

/// Configurations that people copy must hold.
@Suite("Tidy: examples")
struct ExampleTests {
    @Test("every configuration passes the check without a warning", arguments: try configurations())
    func check(path: String) throws {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let checked = try Sallyport.run(
            ["check", "--config", "sallyport.yaml"],
            in: Repository.path(of: folder))
        #expect(checked.code == 0, "\(checked.output)\(checked.errors)")
    }

    @Test("the README shows the configuration that is checked")
    func readme() throws {
        let readme = try Repository.text(of: "README.md")
        let shown = try #require(
            readme.firstMatch(of: /<!-- checked: (\S+) -->\n```yaml\n((?s).*?)```/))
        #expect(try Repository.text(of: String(shown.1)) == String(shown.2))
    }

    private static func configurations() throws -> [String] {
        try Repository.paths(below: "examples").filter { $0.hasSuffix("sallyport.yaml") }
    }
}
