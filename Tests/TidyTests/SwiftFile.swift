/// A Swift file with its comments and the insides of its string literals blanked out, so that a rule
/// can look for words and braces without being fooled by prose. Blanks keep every line and column.
struct SwiftFile {
    /// Relative to the repository's root.
    let path: String
    /// As written.
    let lines: [String]
    /// As written, comments and literals blanked.
    let codeLines: [String]

    init(path: String, text: String) {
        self.path = path
        var blanker = Blanker(bytes: Array(text.utf8))
        let code = String(decoding: blanker.blanked(), as: UTF8.self)
        lines = Self.split(text)
        codeLines = Self.split(code)
        precondition(lines.count == codeLines.count, "\(path): blanking lost a line")
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Every line of code on which `pattern` occurs, as `path:line: text`.
    func places(matching pattern: some RegexComponent) -> [String] {
        zip(1..., codeLines).filter { $0.1.firstMatch(of: pattern) != nil }.map { line, _ in
            "\(path):\(line): \(lines[line - 1].trimmingPrefix { $0 == " " })"
        }
    }

    /// The comments that stand directly above the line with this index, attributes skipped.
    func commentsAbove(line index: Int) -> [String] {
        var comments: [String] = []
        var above = index - 1
        while above >= 0 {
            let line = lines[above].trimmingPrefix { $0 == " " }
            guard line.hasPrefix("//") || line.hasPrefix("@") else { break }
            if line.hasPrefix("//") { comments.append(String(line)) }
            above -= 1
        }
        return comments.reversed()
    }
}

/// Walks Swift text once and writes a space over each byte of a comment or literal.
private struct Blanker {
    private let bytes: [UInt8]
    private var output: [UInt8]
    private var at = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        output = bytes
    }

    mutating func blanked() -> [UInt8] {
        walkCode(untilClosing: false)
        return output
    }

    /// Walks code to the end, or behind the parenthesis that closes an interpolation.
    private mutating func walkCode(untilClosing: Bool) {
        var depth = 0
        while at < bytes.count {
            if starts("//") {
                blank(while: { $0 != UInt8(ascii: "\n") })
            } else if starts("/*") {
                blankBlockComment()
            } else if let hashes = literalStart() {
                blankLiteral(hashes: hashes)
            } else {
                if bytes[at] == UInt8(ascii: "(") { depth += 1 }
                if bytes[at] == UInt8(ascii: ")") { depth -= 1 }
                at += 1
                if untilClosing && depth < 0 { return }
            }
        }
    }

    private func starts(_ text: StaticString, at offset: Int = 0) -> Bool {
        let end = at + offset + text.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        return text.withUTF8Buffer { bytes[(at + offset)..<end].elementsEqual($0) }
    }

    /// How many `#` stand before the quote, if a string literal starts here.
    private func literalStart() -> Int? {
        var hashes = 0
        while at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "#") { hashes += 1 }
        return starts("\"", at: hashes) ? hashes : nil
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where at < bytes.count {
            if bytes[at] != UInt8(ascii: "\n") { output[at] = UInt8(ascii: " ") }
            at += 1
        }
    }

    private mutating func blank(while holds: (UInt8) -> Bool) {
        while at < bytes.count, holds(bytes[at]) { blank() }
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < bytes.count
    }

    /// Keeps the quotes, so that a literal is still seen to stand there.
    private mutating func blankLiteral(hashes: Int) {
        at += hashes
        let isMultiline = starts("\"\"\"")
        at += isMultiline ? 3 : 1
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\\"), hasHashes(hashes, at: 1) {
                if starts("(", at: 1 + hashes) {
                    blank(2 + hashes)
                    walkCode(untilClosing: true)
                } else {
                    blank(2 + hashes)
                }
            } else if starts(isMultiline ? "\"\"\"" : "\""),
                hasHashes(hashes, at: isMultiline ? 3 : 1)
            {
                at += (isMultiline ? 3 : 1) + hashes
                return
            } else {
                blank()
            }
        }
    }

    private func hasHashes(_ count: Int, at offset: Int) -> Bool {
        (0..<count).allSatisfy { starts("#", at: offset + $0) }
    }
}
