/// Takes out of a text what would let a reader of the log in: by the name of a field, and by the form of
/// a value wherever it stands.
enum Redaction {
    static let replacement = "[redacted]"

    /// The value of a field of that name.
    static func redacted(_ value: String, named name: String) -> String {
        isSecret(name) ? replacement : redacted(value)
    }

    /// Words that look like a token, carry a password, or stand behind a scheme or a secret's name and
    /// `=` are replaced, the rest stays. A word ends at white space, a quote, a comma, a semicolon, an
    /// ampersand, an equals sign or a bracket.
    static func redacted(_ text: String) -> String {
        var result = ""
        var word = ""
        var expectsSecret = false
        func endWord(before separator: Character?) {
            if !word.isEmpty {
                let isSecretWord = expectsSecret || looksLikeToken(word)
                result += isSecretWord ? replacement : withoutPassword(word)
                expectsSecret =
                    schemes.contains(word.lowercased()) || separator == "=" && isSecret(word)
            }
            word = ""
        }
        for character in text {
            if separators.contains(character) || character.isWhitespace {
                endWord(before: character)
                result.append(character)
            } else {
                word.append(character)
            }
        }
        endWord(before: nil)
        return result
    }

    private static func isSecret(_ name: String) -> Bool {
        let folded = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != "." }
        return secretNames.contains { folded.contains($0) }
    }

    /// A compact JWS or JWE: its header is a JSON object, which base64url writes as `eyJ`.
    private static func looksLikeToken(_ word: String) -> Bool {
        guard let start = word.firstRange(of: "eyJ")?.lowerBound else { return false }
        return word[start...].contains(".") || word.count >= 32
    }

    /// `https://name:password@host` without the part before the `@`.
    private static func withoutPassword(_ word: String) -> String {
        guard let scheme = word.firstRange(of: "://"),
            let at = word[scheme.upperBound...].firstIndex(of: "@"),
            !word[scheme.upperBound..<at].contains("/")
        else { return word }
        return word[..<scheme.upperBound] + replacement + word[at...]
    }

    private static var secretNames: [String] {
        ["authorization", "cookie", "token", "secret", "password", "credential", "privatekey"]
    }
    private static var schemes: Set<String> { ["bearer", "basic", "digest", "dpop"] }
    private static var separators: Set<Character> {
        ["\"", "'", ",", ";", "&", "=", "(", ")", "[", "]", "{", "}", "<", ">"]
    }
}
