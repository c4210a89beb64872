import Testing

/// The life of a request is told three times: in `RequestHandler.decide`, in the files of the steps and in
/// CONTRIBUTING.md. Here they are compared, so that the chart cannot go stale.
@Suite("Tidy: the life of a request")
struct RequestLineTests {
    struct Step: Equatable, CustomStringConvertible {
        let number: Int
        let name: String
        /// Below Sources/Gateway.
        let file: String

        var description: String { "\(number) \(name) (\(file))" }
    }

    static let handler = "Sources/Gateway/Request/RequestHandler.swift"

    @Test("the table's rows are numbered through and name files that hold the step")
    func files() throws {
        let steps = try Self.table()
        #expect(steps.map(\.number) == Array(1...max(steps.count, 1)))
        for step in steps {
            let path = "Sources/Gateway/\(step.file)"
            guard Repository.exists(path) else {
                Issue.record("\(path) does not exist")
                continue
            }
            let file = SwiftFile(path: path, text: try Repository.text(of: path))
            #expect(
                file.functions().contains { $0.name == step.name }, "\(path) has no \(step.name)")
        }
    }

    @Test("decide calls the table's steps in the table's order, and no others")
    func decision() throws {
        let file = SwiftFile(path: Self.handler, text: try Repository.text(of: Self.handler))
        let called = Self.calls(ofFunction: "decide", in: file)
        let steps = try Self.table().map(\.name)
        #expect(called == steps.filter { called.contains($0) })
        #expect(called.count > 5)
    }

    @Test("explain tells of the table's steps in the table's order, and of all that decide calls")
    func explanation() throws {
        let path = "Sources/Gateway/Commands/Explain/RequestStep.swift"
        let file = SwiftFile(path: path, text: try Repository.text(of: path))
        let told = file.codeLines.compactMap { line in
            line.wholeMatch(of: /\s+case (\w+)/).map { String($0.1) }
        }
        let steps = try Self.table().map(\.name)
        #expect(told == steps.filter { told.contains($0) })
        let handler = SwiftFile(path: Self.handler, text: try Repository.text(of: Self.handler))
        let called = Self.calls(ofFunction: "decide", in: handler)
        #expect(Set(told).isSuperset(of: called))
    }

    @Test("a step's number where its file gives one is the table's")
    func numbers() throws {
        let steps = try Self.table()
        for file in try Repository.swiftFiles(below: "Sources/Gateway/Request") {
            for line in file.lines {
                guard let found = line.firstMatch(of: /\/\/\/ Step (\w+), `(\w+)`/) else {
                    continue
                }
                let number = Int(found.1)
                #expect(
                    steps.contains { $0.number == number && $0.name == found.2 },
                    "\(file.path): the table has no step \(found.1), \(found.2)")
            }
        }
    }

    @Test("the reading of decide is right")
    func reading() {
        let text = """
            struct RequestHandler {
                func decide() -> Decision {
                    do throws(Refusal) {
                        let host = try normalize(&request, from: origin)
                        try stripIdentity(from: &request) // try forget()
                        return .forward(try authorize(request))
                    } catch { return .refuse(error) }
                }
                func other() { try ignored() }
            }
            """
        let calls = Self.calls(ofFunction: "decide", in: SwiftFile(path: "A.swift", text: text))
        #expect(calls == ["normalize", "stripIdentity", "authorize"])
    }

    /// The rows of the table below the heading, in order.
    private static func table() throws -> [Step] {
        let text = try Repository.text(of: "CONTRIBUTING.md")
        let section = text.split(separator: "\n## ").first { $0.hasPrefix("The life of a request") }
        let row = /^\| (\d+) \| `(\w+)` \| ([\w\/+.]+) \|/
        return (section ?? "").split(separator: "\n").compactMap { line in
            guard let found = line.firstMatch(of: row), let number = Int(found.1) else {
                return nil
            }
            return Step(number: number, name: String(found.2), file: String(found.3))
        }
    }

    /// What the function calls after a `try`: the steps that may refuse or must not be left out.
    private static func calls(ofFunction name: String, in file: SwiftFile) -> [String] {
        guard let function = file.functions().first(where: { $0.name == name }) else { return [] }
        let body = file.codeLines[function.line..<function.line + function.lineCount - 1]
        return body.flatMap { line in
            line.matches(of: /(?:\btry |^\s+)([a-z]\w*)\(/).map { String($0.1) }
        }
    }
}
