extension ConfigurationFault {
    /// libyaml's complaint in our words. Where a character needs quotes, it says so.
    init(_ fault: YAMLFault, in text: [UInt8]) {
        if fault.isEncoding {
            self.init(
                at: Position(ofByte: fault.offset, in: text), found: "bytes that are no text",
                allowed: "UTF-8 without control characters")
        } else if fault.context == "while scanning an alias" {
            self.init(
                at: fault.contextPosition, found: "\"*\" without quotes",
                allowed: "\"*\" in quotes: a text cannot begin with it otherwise")
        } else if fault.problem == "found character that cannot start any token" {
            let character = Character(at: fault.position, in: text)
            self.init(
                at: fault.position,
                found: character == "\t" ? "a tab" : "\(quoted(String(character))) without quotes",
                allowed: character == "\t" ? "spaces to indent with" : "this character in quotes")
        } else {
            let context =
                fault.context.isEmpty
                ? "" : ", \(fault.context) that began at \(fault.contextPosition)"
            self.init(
                at: fault.position, found: "broken YAML (\(fault.problem)\(context))",
                allowed: "valid YAML")
        }
    }
}

extension Position {
    /// Of the byte at `offset`, columns counted in characters as libyaml does.
    init(ofByte offset: Int, in text: [UInt8]) {
        let before = text.prefix(max(0, offset))
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        self.init(
            line: before.count { $0 == 0x0A } + 1,
            column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
    }
}

extension Character {
    /// The character at `position`, a space where there is none.
    fileprivate init(at position: Position, in text: [UInt8]) {
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard position.line <= lines.count else { self = " "; return }
        let line = String(decoding: lines[position.line - 1], as: UTF8.self).unicodeScalars
        self = line.dropFirst(position.column - 1).first.map(Character.init) ?? " "
    }
}
