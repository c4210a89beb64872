import Foundation
import Testing

/// Each module's public declarations are kept beside this test, so that growth is seen in a review.
/// `SALLYPORT_UPDATE=1 swift test --filter TidyTests` writes them anew.
@Suite("Tidy: public surface")
struct SurfaceTests {
    static let folder = "Tests/TidyTests/Surface"
    static let isUpdating = ProcessInfo.processInfo.environment["SALLYPORT_UPDATE"] == "1"

    @Test("the public surface is the one on record")
    func surface() throws {
        let modules = try Repository.modules().filter { $0 != "GatewayCommand" }
        for module in modules {
            let surface = try Self.surface(of: module)
            let record = "\(Self.folder)/\(module).txt"
            if Self.isUpdating {
                let file = Repository.root.appending(path: record)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try surface.write(to: file, atomically: true, encoding: .utf8)
            }
            let recorded = Repository.exists(record) ? try Repository.text(of: record) : ""
            let difference = Self.difference(from: recorded, to: surface)
            #expect(
                difference.isEmpty,
                "\(module): SALLYPORT_UPDATE=1 swift test --filter TidyTests records it anew")
        }
        if !Self.isUpdating {
            #expect(try Repository.names(in: Self.folder) == modules.map { "\($0).txt" })
        }
    }

    @Test("a declaration is read to its brace, over several lines")
    func declarations() {
        let text = """
            public struct A: ~Copyable {
                public let a: Int
                let hidden = 1
                public mutating func b(
                    _ c: Int, d: String = "{"
                ) throws(E) -> Int {
                    0
                }
            }
            """
        #expect(
            Self.declarations(in: SwiftFile(path: "A.swift", text: text)) == [
                "public struct A: ~Copyable", "    public let a: Int",
                #"    public mutating func b(_ c: Int, d: String = " ") throws(E) -> Int"#,
            ])
    }

    private static func surface(of module: String) throws -> String {
        var text = ""
        for file in try Repository.swiftFiles(below: "Sources/\(module)") {
            let declarations = declarations(in: file)
            guard !declarations.isEmpty else { continue }
            text += "# \(file.path.dropFirst("Sources/".count))\n"
            text += declarations.joined(separator: "\n") + "\n\n"
        }
        return text
    }

    /// Public declarations as written, each on one line, without bodies and initial values.
    private static func declarations(in file: SwiftFile) -> [String] {
        let declaration = /^( *)(?:@[\w(): ]+ )?(?:nonisolated )?public (?!import|extension)/
        return file.codeLines.enumerated().compactMap { index, line in
            guard let start = line.firstMatch(of: declaration) else { return nil }
            return start.1 + head(of: file.codeLines[index...])
        }
    }

    /// The declaration that starts on the first of these lines, up to its body or initial value.
    private static func head(of lines: ArraySlice<String>) -> String {
        var text = ""
        var depth = 0
        let isProperty = lines.first?.contains(/\b(?:let|var)\b/) ?? false
        scan: for line in lines {
            for character in line.drop(while: { $0 == " " }) {
                switch character {
                case "(", "[": depth += 1
                case ")", "]": depth -= 1
                case "{" where depth == 0: break scan
                case "=" where depth == 0 && isProperty: break scan
                default: break
                }
                text.append(character)
            }
            if depth == 0 { break }
            text.append(" ")
        }
        return text.replacing("( ", with: "(").replacing(" )", with: ")")
            .trimmingCharacters(in: .whitespaces)
    }

    private static func difference(from old: String, to new: String) -> [String] {
        let old = old.split(separator: "\n"), new = new.split(separator: "\n")
        return new.difference(from: old).map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line)"
            case .remove(_, let line, _): "- \(line)"
            }
        }
    }
}
