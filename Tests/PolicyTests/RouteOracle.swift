import Policy

/// What the route table must answer, worked out the slow way from the words of the documentation: all
/// patterns against the path one by one, then the most specific. Shares nothing with the table.
struct RouteOracle {
    struct Entry {
        let methods: [String]
        let segments: [Substring]
        let key: String

        /// A key of the configuration: `GET,HEAD /a/**`.
        init(_ settings: RouteSettings) {
            methods = settings.methods
            segments = settings.glob.split(separator: "/", omittingEmptySubsequences: false)
                .dropFirst()
                .map { $0 }
            key = settings.key
        }
    }

    let entries: [Entry]

    init(_ routes: [RouteSettings]) { entries = routes.map(Entry.init) }

    /// The most specific routes for the request: none, one, or several that tie.
    func best(_ method: String, _ path: String) -> [String] {
        let matching = entries.filter { matches($0, path) }
            .filter { $0.methods.isEmpty || $0.methods.contains(method) }
        return matching.filter { one in
            !matching.contains { compare($0, one) > 0 }
        }.map(\.key)
    }

    func hasPath(_ path: String) -> Bool { entries.contains { matches($0, path) } }

    func matches(_ entry: Entry, _ path: String) -> Bool {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return fits(entry.segments[...], segments)
    }

    private func fits(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "**" {
            return fits(pattern.dropFirst(), path)
                || !path.isEmpty && fits(pattern, path.dropFirst())
        }
        guard let segment = path.first, first.isEmpty || !segment.isEmpty || !first.contains("*")
        else { return false }
        return glob(Array(first)[...], Array(segment)[...])
            && fits(pattern.dropFirst(), path.dropFirst())
    }

    private func glob(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return glob(pattern.dropFirst(), text)
                || !text.isEmpty && glob(pattern, text.dropFirst())
        }
        return text.first == first && glob(pattern.dropFirst(), text.dropFirst())
    }

    /// Positive where the first is more specific: from the left literal, glob, `*`, nothing, `**`; then
    /// the one with methods.
    private func compare(_ one: Entry, _ two: Entry) -> Int {
        for index in 0...max(one.segments.count, two.segments.count) {
            let difference = weight(one, index) - weight(two, index)
            if difference != 0 { return difference }
        }
        return (one.methods.isEmpty ? 0 : 1) - (two.methods.isEmpty ? 0 : 1)
    }

    private func weight(_ entry: Entry, _ index: Int) -> Int {
        guard index < entry.segments.count else { return 1 }
        let segment = entry.segments[index]
        if segment == "**" { return 0 }
        if segment == "*" { return 2 }
        return segment.contains("*") ? 3 : 4
    }
}
