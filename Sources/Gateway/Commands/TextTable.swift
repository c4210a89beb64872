/// Rows in columns, page by page: the columns of a page are as wide as its rows need.
struct TextTable {
    private let heading: [String]
    /// Whether no row has come so far.
    private(set) var isEmpty = true

    init(_ heading: [String]) { self.heading = heading }

    /// One line for each row, before the first of all the names of the columns.
    mutating func lines(_ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let shown = isEmpty ? [heading] + rows : rows
        isEmpty = false
        let widths = heading.indices.map { column in shown.map { $0[column].count }.max() ?? 0 }
        return shown.map { row in
            let cells = zip(row, widths).map { $0.padded(to: $1) }
            return cells.joined(separator: "  ").withoutTrailingBlanks
        }
    }
}

extension String {
    /// Without the blanks at its end.
    fileprivate var withoutTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
