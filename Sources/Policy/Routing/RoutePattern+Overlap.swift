extension RoutePattern {
    /// A path that both patterns match, nil where there is none. Steps through both at once, segment
    /// by segment and breadth first, so that the path is among the shortest.
    static func witness(_ left: RoutePattern, _ right: RoutePattern) -> String? {
        var search = Overlap(left.segments, right.segments)
        return search.run()
    }

    /// The product of two patterns: pairs of places, each with the path that led there.
    private struct Overlap {
        let left: [Segment]
        let right: [Segment]
        var isSeen: [Bool]
        var queue: [(left: Int, right: Int, path: String)] = []

        init(_ left: [Segment], _ right: [Segment]) {
            self.left = left
            self.right = right
            isSeen = [Bool](repeating: false, count: (left.count + 1) * (right.count + 1))
        }

        mutating func run() -> String? {
            visit(0, 0, "")
            var head = 0
            while head < queue.count {
                let (i, j, path) = queue[head]
                head += 1
                // The path `/` has one segment, so that none at all is no path.
                if i == left.count, j == right.count, !path.isEmpty { return path }
                step(i, j, path)
            }
            return nil
        }

        private mutating func step(_ i: Int, _ j: Int, _ path: String) {
            let leftIsDeep = i < left.count && left[i] == .deep
            let rightIsDeep = j < right.count && right[j] == .deep
            if leftIsDeep { visit(i + 1, j, path) }
            if rightIsDeep { visit(i, j + 1, path) }
            guard i < left.count, j < right.count,
                let segment = RoutePattern.segment(matching: left[i], and: right[j])
            else { return }
            // Two `**` side by side: one segment is enough, and only where nothing else makes a path.
            let isSpare = leftIsDeep && rightIsDeep
            if isSpare, !path.isEmpty { return }
            visit(leftIsDeep ? i : i + 1, rightIsDeep ? j : j + 1, path + "/" + segment)
        }

        private mutating func visit(_ i: Int, _ j: Int, _ path: String) {
            let state = i * (right.count + 1) + j
            if path.isEmpty {
                queue.append((i, j, path))
            } else if !isSeen[state] {
                isSeen[state] = true
                queue.append((i, j, path))
            }
        }
    }

    /// A segment that fits both, nil where there is none.
    private static func segment(matching left: Segment, and right: Segment) -> String? {
        switch (left, right) {
        case (.literal(let text), let other), (let other, .literal(let text)):
            other.matches(text.span) ? String(decoding: text, as: UTF8.self) : nil
        case (.glob(let one), .glob(let other)): one.witness(with: other)
        case (.glob(let glob), _), (_, .glob(let glob)): glob.witness(with: Glob.everything)
        case (.any, _), (.deep, _): "x"
        }
    }
}

extension Glob {
    /// `*`, as a glob: two anchors of nothing.
    fileprivate static var everything: Glob { Glob(pieces: [[], []]) }

    /// A non-empty segment that fits both and is no dot segment. Breadth first over pairs of places;
    /// texts of one, two and more bytes are told apart, lest a dot segment hide a longer one.
    fileprivate func witness(with other: Glob) -> String? {
        let (left, right) = (symbols, other.symbols)
        var isSeen = Set<[Int]>()
        var queue: [(i: Int, j: Int, text: [UInt8])] = [(0, 0, [])]
        var head = 0
        while head < queue.count {
            let (i, j, text) = queue[head]
            head += 1
            guard isSeen.insert([i, j, min(text.count, 3)]).inserted else { continue }
            if i == left.count, j == right.count, !text.isEmpty, text != [0x2E],
                text != [0x2E, 0x2E]
            {
                return String(decoding: text, as: UTF8.self)
            }
            let leftStar = i < left.count && left[i] == nil
            let rightStar = j < right.count && right[j] == nil
            if leftStar { queue.append((i + 1, j, text)) }
            if rightStar { queue.append((i, j + 1, text)) }
            guard i < left.count, j < right.count else { continue }
            let byte = left[i] ?? right[j] ?? 0x78
            guard leftStar || rightStar || left[i] == right[j] else { continue }
            queue.append((leftStar ? i : i + 1, rightStar ? j : j + 1, text + [byte]))
        }
        return nil
    }

    /// The glob byte by byte, nil for a star.
    private var symbols: [UInt8?] {
        var symbols: [UInt8?] = pieces[0].map { $0 }
        for piece in pieces.dropFirst() { symbols += [nil] + piece.map { $0 } }
        return symbols
    }
}
