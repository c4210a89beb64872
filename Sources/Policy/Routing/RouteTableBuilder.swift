import Configuration
import HTTP
import Identity

/// Turns the settings of hosts and routes into tables, and collects what is wrong with them.
struct RouteTableBuilder {
    private(set) var hosts: [HostRoutes] = []
    private(set) var patterns: [HostPattern] = []
    private(set) var selection = ClaimSelection()
    private(set) var faults: [RouteFault] = []
    private var routeCount = 0

    /// A route whose key was understood.
    private struct Candidate {
        let settings: RouteSettings
        let pattern: RoutePattern
        let methods: MethodSet
        /// In canonical form; empty for none.
        let strippedPrefix: [UInt8]

        /// Its place in the order of specificity: of equal patterns the one with methods goes first.
        var specificity: [UInt8] { pattern.specificity + [methods.isAll ? 1 : 0] }
    }

    mutating func add(_ settings: HostSettings) {
        let pattern = HostPattern(parsing: settings.name)
        if pattern == nil { report(.badHost, of: settings.name, at: settings.position) }
        let candidates = settings.routes.compactMap { candidate(for: $0) }
        reportTies(among: candidates)
        guard faults.isEmpty, let pattern else { return }
        patterns.append(pattern)
        hosts.append(host(settings, candidates))
    }

    private mutating func host(_ settings: HostSettings, _ candidates: [Candidate]) -> HostRoutes {
        var ranks: [[UInt8]: Int] = [:]
        for specificity in Set(candidates.map(\.specificity)).sorted(by: Self.precedes) {
            ranks[specificity] = ranks.count
        }
        var trie = PathTrie()
        var routes: [Route] = []
        routes.reserveCapacity(candidates.count)
        for candidate in candidates {
            guard let rank = ranks[candidate.specificity] else { continue }
            trie.insert(
                candidate.pattern, methods: candidate.methods, rank: rank, route: routes.count)
            routes.append(
                Route(
                    candidate.settings, index: routeCount + routes.count,
                    strippedPrefix: candidate.strippedPrefix, selecting: &selection))
        }
        routeCount += routes.count
        return HostRoutes(
            settings, routes: routes, matchers: candidates.map { ($0.pattern, $0.methods) },
            trie: trie)
    }

    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.lexicographicallyPrecedes(right)
    }

    private mutating func candidate(for settings: RouteSettings) -> Candidate? {
        for method in ["TRACE", "CONNECT"] where settings.methods.contains(method) {
            report(.unservedMethod(method), of: settings)
        }
        let pattern: RoutePattern
        do throws(PatternFault) {
            pattern = try RoutePattern(parsing: settings.glob)
        } catch {
            report(.badPattern(error), of: settings)
            return nil
        }
        if pattern.segments.first == .literal(Array(".sallyport".utf8)) {
            report(.reservedPath, of: settings)
        }
        var strippedPrefix: [UInt8] = []
        if let prefix = settings.rewrite?.strip, !prefix.isEmpty {
            do throws(PatternFault) {
                strippedPrefix = try pattern.leading(prefix)
            } catch {
                report(.badPrefix(prefix), of: settings)
            }
        }
        return Candidate(
            settings: settings, pattern: pattern, methods: MethodSet(settings.methods),
            strippedPrefix: strippedPrefix)
    }

    /// Only routes of the same specificity can tie; and of those that begin with the same literals.
    private mutating func reportTies(among candidates: [Candidate]) {
        var groups: [[[UInt8]]: [Candidate]] = [:]
        for candidate in candidates {
            let key = [candidate.specificity] + candidate.pattern.literalPrefix
            for other in groups[key, default: []] where other.methods.overlaps(candidate.methods) {
                guard let path = RoutePattern.witness(other.pattern, candidate.pattern) else {
                    continue
                }
                report(.tie(with: other.settings.key, path: path), of: candidate.settings)
            }
            groups[key, default: []].append(candidate)
        }
    }

    private mutating func report(_ reason: RouteFault.Reason, of settings: RouteSettings) {
        report(reason, of: settings.key, at: settings.position)
    }

    private mutating func report(
        _ reason: RouteFault.Reason, of subject: String, at position: Position
    ) {
        faults.append(RouteFault(position: position, subject: subject, reason: reason))
    }
}

extension RoutePattern {
    /// The canonical form of a prefix that every path it matches begins with: `/wiki`.
    fileprivate func leading(_ prefix: String) throws(PatternFault) -> [UInt8] {
        let leading = try RoutePattern(parsing: prefix).segments
        guard leading.allSatisfy(\.isLiteral), segments.starts(with: leading) else {
            throw .emptyOrDotSegment
        }
        return try Self.canonical(prefix)
    }
}
