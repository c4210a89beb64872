import Codecs
import HTTP

/// The routes of one host, by path: a tree of segments that finds the most specific route for a
/// request without allocating, in time that does not grow with the number of literal routes.
///
/// Where several routes match, the one with the smallest rank wins; ranks say specificity and are given
/// beforehand. A node is visited at most once for a request, because what follows a `**` is no part of
/// the tree but matched on its own.
struct PathTrie: Sendable {
    private var nodes = [Node()]
    private var globs: [GlobEdge] = []
    private var deeps: [DeepEdge] = []
    private var literals = TextTable()
    private var endpoints: [Endpoint] = []

    /// Indices are -1 for none. Edges of one kind form a list through `next`.
    private struct Node {
        var hasLiterals = false
        var any = -1
        var firstGlob = -1
        var firstDeep = -1
        var firstEndpoint = -1
        /// The smallest rank at this node or under it.
        var smallestRank = Int.max
    }

    private struct GlobEdge {
        let glob: Glob
        let child: Int
        let next: Int
    }

    /// A `**` with what follows it, which is matched on its own.
    private struct DeepEdge {
        let tail: [RoutePattern.Segment]
        let endpoint: Int
        let next: Int
        /// Whether nothing follows, so that every rest of a path fits.
        let isLast: Bool
    }

    private struct Endpoint {
        let methods: MethodSet
        let rank: Int
        let route: Int
        let next: Int
    }

    /// What was found for a request.
    struct Match {
        var route: Int?
        /// Whether a route has the path, be it for other methods.
        var hasPath = false
        fileprivate var rank = Int.max
    }

    /// One request's path and method, and the best match so far.
    private struct Search: ~Escapable {
        let path: Span<UInt8>
        let method: Method
        let methodName: Span<UInt8>
        var match = Match()

        @_lifetime(copy path, copy methodName)
        init(_ path: Span<UInt8>, _ method: Method, named methodName: Span<UInt8>) {
            self.path = path
            self.method = method
            self.methodName = methodName
        }
    }

    /// Adds a route; the smaller the rank, the more specific.
    mutating func insert(_ pattern: RoutePattern, methods: MethodSet, rank: Int, route: Int) {
        let deep = pattern.segments.firstIndex(of: .deep)
        var node = 0
        nodes[node].smallestRank = min(nodes[node].smallestRank, rank)
        for segment in pattern.segments[..<(deep ?? pattern.segments.count)] {
            node = child(of: node, segment)
            nodes[node].smallestRank = min(nodes[node].smallestRank, rank)
        }
        if let deep {
            let tail = Array(pattern.segments[deep...])
            deeps.append(
                DeepEdge(
                    tail: tail, endpoint: endpoints.count, next: nodes[node].firstDeep,
                    isLast: tail.count == 1))
            nodes[node].firstDeep = deeps.count - 1
        }
        // An endpoint behind `**` belongs to its edge alone, any other to the node's list.
        let next = deep == nil ? nodes[node].firstEndpoint : -1
        if deep == nil { nodes[node].firstEndpoint = endpoints.count }
        endpoints.append(Endpoint(methods: methods, rank: rank, route: route, next: next))
    }

    private mutating func child(of node: Int, _ segment: RoutePattern.Segment) -> Int {
        switch segment {
        case .literal(let text):
            if let child = literals.find(text.span, under: node) { return child }
            literals.insert(text, under: node, value: nodes.count)
            nodes[node].hasLiterals = true
        case .glob(let glob):
            var edge = nodes[node].firstGlob
            while edge >= 0 {
                if globs[edge].glob == glob { return globs[edge].child }
                edge = globs[edge].next
            }
            globs.append(
                GlobEdge(glob: glob, child: nodes.count, next: nodes[node].firstGlob))
            nodes[node].firstGlob = globs.count - 1
        case .any:
            if nodes[node].any >= 0 { return nodes[node].any }
            nodes[node].any = nodes.count
        case .deep: preconditionFailure("`**` is no edge of the tree")
        }
        nodes.append(Node())
        return nodes.count - 1
    }
}

extension PathTrie {
    /// The most specific route for the path and method.
    func find(_ path: Span<UInt8>, _ method: Method, named methodName: Span<UInt8>) -> Match {
        var search = Search(path, method, named: methodName)
        if !path.isEmpty { visit(0, at: PathSegments.start, &search) }
        return search.match
    }

    /// Looks for what is left of the path, from `place` on, below a node. Recurses no deeper than the
    /// longest pattern is long.
    private func visit(_ node: Int, at place: Int, _ search: inout Search) {
        // Nothing below is more specific than what was found.
        if nodes[node].smallestRank >= search.match.rank { return }
        if place == PathSegments.end(of: search.path) {
            consider(nodes[node].firstEndpoint, &search)
        } else {
            visitChildren(of: node, at: place, &search)
        }
        var edge = nodes[node].firstDeep
        while edge >= 0 {
            if deeps[edge].isLast
                || PathSegments.match(deeps[edge].tail, at: place, of: search.path)
            {
                consider(deeps[edge].endpoint, &search)
            }
            edge = deeps[edge].next
        }
    }

    private func visitChildren(of node: Int, at place: Int, _ search: inout Search) {
        let range = PathSegments.range(at: place, of: search.path)
        let segment = search.path.extracting(range)
        let next = range.upperBound + 1
        if nodes[node].hasLiterals, let child = literals.find(segment, under: node) {
            visit(child, at: next, &search)
        }
        if segment.isEmpty { return }
        var edge = nodes[node].firstGlob
        while edge >= 0 {
            if globs[edge].glob.matches(segment) { visit(globs[edge].child, at: next, &search) }
            edge = globs[edge].next
        }
        if nodes[node].any >= 0 { visit(nodes[node].any, at: next, &search) }
    }

    private func consider(_ first: Int, _ search: inout Search) {
        var index = first
        while index >= 0 {
            // Read in place: a copy would count references to the methods' names.
            search.match.hasPath = true
            if endpoints[index].rank < search.match.rank,
                endpoints[index].methods.contains(search.method, named: search.methodName)
            {
                search.match.route = endpoints[index].route
                search.match.rank = endpoints[index].rank
            }
            index = endpoints[index].next
        }
    }
}
