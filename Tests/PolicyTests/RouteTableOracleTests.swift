import Codecs
import HTTP
import Policy
import Testing

@Suite("The route table answers as a plain list of patterns would")
struct RouteTableOracleTests {
    static let segments = ["a", "b", "ab", "*", "*", "a*", "*b", "a*b", "**", "**", ""]
    static let pathSegments = ["a", "b", "ab", "aab", "c"]
    static let methods: [[String]] = [[], [], [], ["GET"], ["POST"], ["GET", "HEAD"]]

    /// Every path of up to four segments of a small alphabet, with and without a slash at the end.
    static let paths: [String] = {
        var paths = [""]
        var all = ["/"]
        for _ in 0..<4 {
            paths = paths.flatMap { path in pathSegments.map { path + "/" + $0 } }
            all += paths
            if paths.count < 200 { all += paths.map { $0 + "/" } }
        }
        return all
    }()

    @Test("seeded random tables", arguments: 1...6)
    func random(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        var built = 0
        for _ in 0..<30 {
            let routes = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                Self.route(using: &random)
            }
            let oracle = RouteOracle(routes)
            do {
                let host = try HostUnderTest(routes)
                built += 1
                try Self.compare(host, oracle, using: &random)
            } catch let faults as RouteFaults {
                try Self.confirm(faults, oracle)
            }
        }
        #expect(built > 5)
    }

    private static func route(using random: inout SeededNumbers) -> RouteSettings {
        var glob = ""
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            var segment = segments.randomElement(using: &random) ?? "a"
            if segment == "**", glob.hasSuffix("**") { segment = "b" }
            if segment.isEmpty { segment = "c" }
            glob += "/" + segment
        }
        if Int.random(in: 0..<6, using: &random) == 0 { glob += "/" }
        return RouteSettings(methods: methods.randomElement(using: &random) ?? [], glob: glob)
    }

    /// No path ties in a table that was built, and each goes where the list says.
    private static func compare(
        _ host: HostUnderTest, _ oracle: RouteOracle, using random: inout SeededNumbers
    ) throws {
        for path in paths.shuffled(using: &random).prefix(50) {
            for method in ["GET", "PUT"] {
                let best = oracle.best(method, path)
                let keys = oracle.entries.map(\.key)
                try #require(best.count <= 1, "\(path) ties in \(keys)")
                let found = host.outcome(method, path)
                let expected = best.first ?? (oracle.hasPath(path) ? "405" : "404")
                try #require(found == expected, "\(method) \(path) in \(keys)")
            }
        }
    }

    /// Every reported tie is one: both routes have the path and are equally specific.
    private static func confirm(_ faults: RouteFaults, _ oracle: RouteOracle) throws {
        for fault in faults.faults {
            guard case .tie(let other, let path) = fault.reason else {
                Issue.record("unexpected \(fault)")
                continue
            }
            for key in [fault.subject, other] {
                let entry = try #require(oracle.entries.first { $0.key == key })
                try #require(oracle.matches(entry, path), "\(path) against \(key)")
            }
            let pair = RouteOracle([fault.subject, other].map(RouteSettings.init(key:)))
            let ties = ["GET", "POST", "PUT"].contains { pair.best($0, path).count == 2 }
            try #require(ties, "\(fault.subject) and \(other) at \(path)")
        }
    }
}
