import Testing

/// Lengths that keep a file and a function readable. A table may be longer than a file's budget and a
/// flat script or one switch longer than a function's, when a comment says so and why:
/// `// table: reason` among a file's first lines, `// flat: reason` right above a function.
@Suite("Tidy: budgets")
struct BudgetTests {
    static let fileLines = 500
    static let functionLines = 60

    @Test("no file is longer than 500 lines", arguments: ["Sources", "Tests"])
    func files(folder: String) throws {
        let files = try Repository.swiftFiles(below: folder)
        #expect(!files.isEmpty)
        #expect(files.compactMap(Self.tooLong).isEmpty)
    }

    @Test("no function is longer than 60 lines", arguments: ["Sources", "Tests"])
    func functions(folder: String) throws {
        let files = try Repository.swiftFiles(below: folder)
        #expect(files.flatMap(Self.tooLongFunctions) == [])
    }

    @Test("the rules bite at their limits, and a reason lifts them")
    func limits() {
        let edge = String(repeating: "let a = 1\n", count: Self.fileLines)
        #expect(Self.tooLong(SwiftFile(path: "A.swift", text: edge)) == nil)
        #expect(Self.tooLong(SwiftFile(path: "A.swift", text: edge + "\n")) != nil)
        #expect(Self.tooLong(SwiftFile(path: "A.swift", text: "// table: HPACK\n" + edge)) == nil)
        #expect(Self.tooLong(SwiftFile(path: "A.swift", text: "// table:\n" + edge)) != nil)

        let body = String(repeating: "    step()\n", count: Self.functionLines - 2)
        let function = "func long() {\n" + body
        func found(_ text: String) -> Int {
            Self.tooLongFunctions(in: SwiftFile(path: "A.swift", text: text)).count
        }
        #expect(found(function + "}\n") == 0)
        #expect(found(function + "    step()\n}\n") == 1)
        #expect(found("// flat: one switch\n@inline(never)\n" + function + "\n}\n") == 0)
        #expect(found("// flat:\n" + function + "\n}\n") == 1)
    }

    private static func tooLong(_ file: SwiftFile) -> String? {
        let isTable = file.lines.prefix(5).contains { $0.contains(/^\/\/ table: \w/) }
        guard file.lines.count > fileLines, !isTable else { return nil }
        return "\(file.path): \(file.lines.count) lines"
    }

    private static func tooLongFunctions(in file: SwiftFile) -> [String] {
        file.functions().filter { function in
            guard function.lineCount > functionLines else { return false }
            let comments = file.commentsAbove(line: function.line - 1)
            return !comments.contains { $0.contains(/^\/\/ flat: \w/) }
        }.map { "\(file.path):\($0.line): \($0.name) has \($0.lineCount) lines" }
    }
}
