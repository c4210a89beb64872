/// Text for a terminal, line by line: headings, and rows whose second column begins at one place.
struct PlainText {
    private(set) var lines: [String] = []

    /// A heading with an empty line before it.
    mutating func append(heading: String) {
        if !lines.isEmpty { lines.append("") }
        lines.append(heading)
    }

    /// A line under the last heading.
    mutating func append(line: String) { lines.append("  \(line)") }

    /// Rows under the last heading: a name, what is to be said of it, and further lines of that.
    mutating func append(rows: [(name: String, words: [String])]) {
        let width = rows.map(\.name.count).max() ?? 0
        let indent = String(repeating: " ", count: width + 4)
        for (name, words) in rows {
            let padding = String(repeating: " ", count: width - name.count + 2)
            lines.append("  \(name)\(words.isEmpty ? "" : padding)\(words.first ?? "")")
            for further in words.dropFirst() { lines.append(indent + further) }
        }
    }
}
