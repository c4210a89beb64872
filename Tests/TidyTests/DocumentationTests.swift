import Foundation
import Telemetry
import TestKit
import Testing

/// Pages made by the program are committed as it makes them; pages written by hand name things that exist.
/// `SALLYPORT_UPDATE=1 swift test --filter TidyTests` writes the made ones anew.
@Suite("Tidy: docs match the code")
struct DocumentationTests {
    @Test("the configuration's reference and schema are the program's own")
    func configuration() throws {
        for (command, page) in [
            ("reference", "docs/configuration.md"), ("schema", "docs/sallyport.schema.json"),
        ] {
            let made = try Sallyport.run([command])
            try #require(made.code == 0, "\(made.errors)")
            try Self.expect(page, toHold: made.output)
        }
    }

    @Test("the metrics' page is made from their table")
    func metrics() throws {
        try Self.expect("docs/metrics.md", toHold: MetricDefinition.reference)
    }

    @Test("the access log's page names its members in their order and every reason")
    func accessLog() throws {
        let page = try Repository.text(of: "docs/log.md").split(separator: "## Reasons")
        try #require(page.count == 2)
        let row = /^\| `(\w+)` \|/.anchorsMatchLineEndings()
        let members = page[0].matches(of: row).map { String($0.1) }
        let writer = try Repository.text(of: "Sources/Telemetry/Logs/AccessLog.swift")
        let written = writer.matches(of: /[\x7B,]\\"(\w+)\\":/).map { String($0.1) }
        #expect(Set(written) == Set(members + ["decide", "total"]))
        // The phases are written by a function of their own, further down.
        let phases = ["phases_us", "decide", "upstream", "total"]
        #expect(members.filter { !phases.contains($0) } == written.filter { !phases.contains($0) })

        let reasons = page[1].prefix(
            upTo: page[1].firstRange(of: "## The audit trail")?.lowerBound ?? page[1].endIndex
        )
        .matches(of: row).map { String($0.1) }
        let codes = try Repository.text(of: "Sources/Gateway/Request/ReasonCode.swift")
        #expect(reasons == codes.matches(of: /case \.\w+: "(\w+)"/).map { String($0.1) })
    }

    @Test("links within the repository lead somewhere", arguments: try pages())
    func links(page: String) throws {
        let folder = page.split(separator: "/").dropLast().joined(separator: "/")
        for link in try Repository.text(of: page).matches(of: /\]\(([^)#:]+)\)/) {
            let path = folder.isEmpty ? String(link.1) : "\(folder)/\(link.1)"
            #expect(Repository.exists(path), "\(page) links to \(link.1)")
        }
    }

    @Test("the ten files to read first say what they promise, and are one sitting")
    func firstFiles() throws {
        let readme = try Repository.text(of: "README.md")
        let files = readme.matches(of: /^\d+\. \[([^\]]+\.swift)\]/.anchorsMatchLineEndings())
            .map { String($0.1) }
        #expect(files.count == 9)
        var lineCount = readme.split(separator: "\n").count
        for path in files {
            let lines = try Repository.text(of: path).split(separator: "\n")
            #expect(lines.prefix(12).contains { $0.contains("///") }, "\(path)")
            lineCount += lines.count
        }
        #expect(lineCount < 1500)
    }

    @Test("every command of the README exists")
    func commands() throws {
        let help = try Sallyport.run(["--help"])
        let readme = try Repository.text(of: "README.md")
        let rows = readme.matches(of: /^\| `sallyport (\w+)/.anchorsMatchLineEndings())
        #expect(rows.count > 5)
        for row in rows { #expect(help.output.contains(" \(row.1) "), "\(row.1)") }
    }

    private static func pages() throws -> [String] {
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
            + (try Repository.paths(below: "docs") + Repository.paths(below: "examples"))
            .filter { $0.hasSuffix(".md") }
    }

    private static func expect(_ page: String, toHold text: String) throws {
        if SurfaceTests.isUpdating {
            try text.write(
                to: Repository.root.appending(path: page), atomically: true, encoding: .utf8)
        }
        let committed = Repository.exists(page) ? try Repository.text(of: page) : ""
        #expect(
            committed == text,
            "\(page): SALLYPORT_UPDATE=1 swift test --filter TidyTests writes it anew")
    }
}
