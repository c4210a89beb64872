extension SwiftFile {
    /// A function, initialiser, subscript or computed property with a body.
    struct Function {
        let name: String
        /// Of the declaration's first line, from 1.
        let line: Int
        /// From the declaration's first line to the closing brace, both counted.
        let lineCount: Int
    }

    /// The functions of this file in the order in which they start; nested ones count for themselves
    /// and for the one around them.
    func functions() -> [Function] {
        let tokens = tokens()
        var functions: [Function] = []
        for index in tokens.indices where tokens[index].startsFunction(after: tokens[..<index].last)
        {
            guard let opening = bodyStart(in: tokens, after: index),
                let closing = matchingBrace(in: tokens, of: opening)
            else { continue }
            let name = tokens[index].text
            let isNamed = name == "func" || name == "var"
            functions.append(
                Function(
                    name: isNamed ? tokens[index + 1].text : name, line: tokens[index].line + 1,
                    lineCount: tokens[closing].line - tokens[index].line + 1))
        }
        return functions
    }

    private struct Token {
        let text: String
        /// Index of its line.
        let line: Int

        /// Whether this keyword declares, rather than calls (`self.init(…)`).
        func startsFunction(after previous: Token?) -> Bool {
            switch text {
            case "func", "deinit", "subscript", "var": true
            case "init": previous?.text != "."
            default: false
            }
        }
    }

    /// Words, and every other visible character by itself.
    private func tokens() -> [Token] {
        var tokens: [Token] = []
        for (line, text) in codeLines.enumerated() {
            var word = ""
            for character in text {
                if character.isLetter || character.isNumber || character == "_" {
                    word.append(character)
                    continue
                }
                if !word.isEmpty { tokens.append(Token(text: word, line: line)) }
                word = ""
                if character != " " { tokens.append(Token(text: String(character), line: line)) }
            }
            if !word.isEmpty { tokens.append(Token(text: word, line: line)) }
        }
        return tokens
    }

    /// The brace that opens the body of the declaration at `index`; nil where it has none, as in a
    /// protocol, or where a property only has an initial value.
    private func bodyStart(in tokens: [Token], after index: Int) -> Int? {
        let isProperty = tokens[index].text == "var"
        var depth = 0
        for next in tokens.indices[(index + 1)...] {
            switch tokens[next].text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return next
            case "}" where depth == 0: return nil
            case "=" where depth == 0 && isProperty: return nil
            case "func", "init", "deinit", "subscript", "var", "let", "case", "struct", "enum":
                if depth == 0, tokens[next].line > tokens[index].line { return nil }
            default: break
            }
        }
        return nil
    }

    private func matchingBrace(in tokens: [Token], of opening: Int) -> Int? {
        var depth = 0
        for index in tokens.indices[opening...] {
            if tokens[index].text == "{" { depth += 1 }
            if tokens[index].text == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
