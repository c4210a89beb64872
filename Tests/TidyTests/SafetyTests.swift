import Testing

/// What would let a program trap, lie about time, or hide a reason.
@Suite("Tidy: safety")
struct SafetyTests {
    /// Patterns that may stand nowhere in Sources, with the cure.
    static var banned: [(what: String, pattern: Regex<Substring>)] {
        [
            ("try?: say what becomes of the reason", /\btry\?/),
            ("a force unwrap, try! or as!: bind it, handle it", /[\w\)\]]!(?![=])(?!\w)/),
            ("fatalError: a precondition says what was promised", /\bfatalError\b/),
        ]
    }

    @Test("no trap on a missing value, no dropped reason", arguments: banned.indices)
    func traps(index: Int) throws {
        let files = try Repository.swiftFiles(below: "Sources")
        #expect(
            files.flatMap { $0.places(matching: Self.banned[index].pattern) } == [],
            "\(Self.banned[index].what)")
    }

    @Test("only Transport reads a clock, only Crypto draws random numbers")
    func clocks() throws {
        let clock = /\b(?:ContinuousClock|SuspendingClock|clock_gettime|gettimeofday|time\(nil\))/
        let random = /\b(?:SystemRandomNumberGenerator|getrandom|arc4random)|\.random\(/
        for file in try Repository.swiftFiles(below: "Sources") {
            if !file.path.hasPrefix("Sources/Transport/") {
                #expect(file.places(matching: clock) == [])
            }
            if !file.path.hasPrefix("Sources/Crypto/") {
                #expect(file.places(matching: random) == [])
            }
        }
    }

    @Test("@unchecked Sendable comes with its proof")
    func unchecked() throws {
        for file in try Repository.swiftFiles(below: "Sources") {
            for (index, line) in file.codeLines.enumerated() where line.contains("@unchecked") {
                #expect(
                    !file.commentsAbove(line: index).isEmpty,
                    "\(file.path):\(index + 1): say above why it is safe")
            }
        }
    }

    @Test("nothing is left for later without an issue")
    func marks() throws {
        for folder in ["Sources", "Tests", "scripts", "Benchmarks"] {
            for path in try Repository.paths(below: folder) where !path.contains("Corpora/") {
                guard !path.hasPrefix("Tests/TidyTests/") else { continue }
                let text = try Repository.text(of: path)
                #expect(!text.contains(/\b(?:TODO|FIXME|XXX)\b/), "\(path)")
            }
        }
    }

    @Test("the rules bite")
    func planted() {
        func found(_ text: String) -> Int {
            let file = SwiftFile(path: "Sources/A.swift", text: text)
            return Self.banned.filter { !file.places(matching: $0.pattern).isEmpty }.count
        }
        #expect(found("let a = try! b()") == 1)
        #expect(found("let a = try? b()") == 1)
        #expect(found("let a = b as! C") == 1)
        #expect(found("a!.b(); c()!\nvar d: Int!") == 1)
        #expect(found("if !a, b != c, a() != b { } // d!") == 0)
        #expect(found("guard let a = b as? C else { return !d }") == 0)
    }
}
