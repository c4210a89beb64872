import Testing

@testable import Configuration

/// What a text is: its tree in one line, and its faults.
struct BuiltTree {
    let tree: String
    let faults: [String]

    init(_ text: [UInt8], limits: TreeLimits = TreeLimits()) {
        var builder = TreeBuilder(text, limits: limits)
        tree = builder.build().map(Self.text) ?? ""
        faults = builder.faults.map(\.description)
    }

    init(_ text: String) { self.init(Array(text.utf8)) }

    private static func text(_ node: ConfigurationNode) -> String {
        switch node.content {
        case .scalar(let text, isPlain: true): text
        case .scalar(let text, isPlain: false): "'\(text)'"
        case .list(let nodes): "[" + nodes.map(Self.text).joined(separator: " ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.name):\(Self.text($0.value))" }.joined(separator: " ") + "}"
        case .refused: "!"
        }
    }
}

@Suite("Configuration: text to tree")
struct TreeTests {
    @Test(
        "scalars, lists and mappings, in block and flow style",
        arguments: [
            ("a: 1", "{a:1}"), ("a: \"1\"", "{a:'1'}"), ("a: '1'", "{a:'1'}"), ("a:", "{a:}"),
            ("- a\n- b: c\n  d: [e, {f: g}]", "[a {b:c d:[e {f:g}]}]"),
            ("a: |\n  b\n  c\n", "{a:'b\nc\n'}"), ("a: b # c", "{a:b}"), ("a", "a"), ("", ""),
            ("# nothing", ""), ("---\na: b\n...\n", "{a:b}"), ("\u{FEFF}a: b", "{a:b}"),
            ("é: ü", "{é:ü}"), ("/**: {x: y}", "{/**:{x:y}}"), ("a: b:c", "{a:b:c}"),
        ])
    func good(text: String, tree: String) {
        let built = BuiltTree(text)
        #expect(built.tree == tree)
        #expect(built.faults == [])
    }

    @Test(
        "what YAML has beyond that is refused, and the reading goes on",
        arguments: [
            ("a: &x 1\nb: 2", "1:4: found an anchor; allowed: no anchors"),
            (
                "a: *x\nb: 2",
                "1:4: found an alias, or \"*\" without quotes; allowed: no aliases; a text that begins with \"*\" in quotes"
            ),
            ("a: !!str 1\nb: 2", "1:4: found a tag; allowed: no tags"),
            ("a: !x {}\nb: 2", "1:4: found a tag; allowed: no tags"),
            ("a: &x []\nb: 2", "1:4: found an anchor; allowed: no anchors"),
            ("<<: {a: 1}\nb: 2", "1:1: found a merge key; allowed: no merge keys"),
            (
                "a: 1\na: 3\nb: 2",
                "2:1: found \"a\" a second time; allowed: once; it stands at 1:1 already"
            ),
            ("? [a]\n: 1\n? b\n: 2", "1:3: found a list as a key; allowed: a text"),
        ])
    func refused(text: String, fault: String) {
        let built = BuiltTree(text)
        #expect(built.faults == [fault])
        #expect(built.tree.contains("b:2"))
    }

    @Test(
        "a text that is no YAML is refused with its place",
        arguments: [
            (
                "a: *",
                "1:4: found \"*\" without quotes; allowed: \"*\" in quotes: a text cannot begin with it otherwise"
            ),
            (
                "*: {a: b}",
                "1:1: found \"*\" without quotes; allowed: \"*\" in quotes: a text cannot begin with it otherwise"
            ),
            (
                "a:\n  *.example.com: 1",
                "2:3: found \"*\" without quotes; allowed: \"*\" in quotes: a text cannot begin with it otherwise"
            ),
            ("a:\n\tb: 1", "2:1: found a tab; allowed: spaces to indent with"),
            ("a: @b", "1:4: found \"@\" without quotes; allowed: this character in quotes"),
            ("a: `b", "1:4: found \"`\" without quotes; allowed: this character in quotes"),
            ("a: 1\n---\nb: 2", "2:1: found a second document; allowed: one document"),
            (
                "a: {b: 1\nc: 2",
                "2:2: found broken YAML (did not find expected ',' or '}', while parsing a flow mapping that began at 1:4); allowed: valid YAML"
            ),
            (
                "a: \u{0}",
                "1:4: found bytes that are no text; allowed: UTF-8 without control characters"
            ),
            (
                "a: b\nc: \u{1B}[31m",
                "2:4: found bytes that are no text; allowed: UTF-8 without control characters"
            ),
        ])
    func broken(text: String, fault: String) {
        #expect(BuiltTree(text).faults == [fault])
    }

    @Test("bytes that are no UTF-8 are refused with their place")
    func encoding() {
        #expect(
            BuiltTree(Array("ab: é\nc: ".utf8) + [0xFF]).faults == [
                "2:4: found bytes that are no text; allowed: UTF-8 without control characters"
            ])
        #expect(BuiltTree([0xFF, 0xFE, 0x61, 0x00]).faults.count == 1, "UTF-16 is none")
        #expect(BuiltTree(Array("a: ".utf8) + [0xC0, 0xAF]).faults.count == 1, "overlong")
    }
}

@Suite("Configuration: limits of the text")
struct TreeLimitTests {
    @Test("a file of the largest size is read, a larger one is not")
    func size() {
        let limit = TreeLimits().bytes
        #expect(BuiltTree(Array(repeating: 0x20, count: limit)).faults == [])
        #expect(
            BuiltTree(Array(repeating: 0x20, count: limit + 1)).faults == [
                "1:1: found a file of 1048577 bytes; allowed: at most 1048576 bytes"
            ])
    }

    @Test("nesting to the limit is read, deeper is not")
    func depth() {
        let limit = TreeLimits().depth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(BuiltTree(nested(limit - 1)).faults == [])
        #expect(BuiltTree(nested(limit)).faults == [])
        #expect(
            BuiltTree(nested(limit + 1)).faults == [
                "1:33: found more than 32 levels of nesting; allowed: at most 32"
            ])
    }

    @Test("values to the limit are read, more are not")
    func nodes() {
        let limits = TreeLimits(nodes: 5)
        #expect(BuiltTree(Array("[a, b, c]".utf8), limits: limits).faults == [])
        #expect(BuiltTree(Array("[a, b, c, d]".utf8), limits: limits).faults == [])
        #expect(
            BuiltTree(Array("[a, b, c, d, e]".utf8), limits: limits).faults == [
                "1:14: found more than 5 values; allowed: at most 5"
            ])
    }

    @Test(
        "Q40 large and deep input is refused without a trap",
        arguments: ["[", "{a: ", "- ", "? ", "a: [", "\"", "[a, ", "{", "&a [", "!a [", "{? "])
    func hostile(piece: String) {
        let count = TreeLimits().bytes / piece.utf8.count
        let built = BuiltTree(String(repeating: piece, count: count))
        #expect(!built.faults.isEmpty)
    }

    @Test("a text cut anywhere is read or refused, never more")
    func everyCut() {
        let text = Array(
            "listen: {http: \"a\"}\nb:\n  - 'c': &d [e, \"f\\u00e9\"]\n  - ? g\n    : *h\nü: |\n  i\n"
                .utf8)
        for end in 0...text.count {
            for start in 0...min(end, 12) { _ = BuiltTree(Array(text[start..<end])) }
        }
        for index in text.indices {
            for byte in [0, 0x09, 0x2A, 0x5B, 0x7B, 0x80, 0xFF] as [UInt8] {
                var changed = text
                changed[index] = byte
                _ = BuiltTree(changed)
            }
        }
    }
}
