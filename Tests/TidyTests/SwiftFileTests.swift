import Testing

@Suite("Tidy: what the rules see of a Swift file")
struct SwiftFileTests {
    private func code(_ text: String) -> [String] {
        SwiftFile(path: "T.swift", text: text).codeLines
    }

    @Test("comments and literals are blanked, code stays")
    func blanking() {
        #expect(code("let a = 1 // conn") == ["let a = 1        "])
        #expect(code("/* a /* b */ c */ let d") == ["                  let d"])
        #expect(code(#"say("a // \" b", c)"#) == [#"say("         ", c)"#])
        #expect(code(##"let r = #"a"b"#; x"##) == [##"let r = #"   "#; x"##])
        #expect(code(#"f("\(name(of: "x")) y")"#) == [#"f("  name(of: " "))  ")"#])
        #expect(code("\"\"\"\n{ \" }\n\"\"\"\n}") == ["\"\"\"", "     ", "\"\"\"", "}"])
    }

    @Test("functions are found with their lengths")
    func functionLengths() {
        let text = """
            protocol P {
                func promised(_ a: Int) -> Int
                var shown: Bool { get }
            }
            struct S: P {
                var stored = [1: { 2 }]
                init(a: Int) {
                    self.init()
                }
                func promised(_ a: Int = { 1 }()) -> Int {
                    let nested = { "}" }
                    return a
                }
                var shown: Bool { true }
            }
            """
        let found = SwiftFile(path: "T.swift", text: text).functions()
        #expect(found.map(\.name) == ["shown", "init", "promised", "shown"])
        #expect(found.map(\.line) == [3, 7, 10, 14])
        #expect(found.map(\.lineCount) == [1, 3, 4, 1])
    }
}
