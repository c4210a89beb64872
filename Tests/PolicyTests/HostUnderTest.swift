import Codecs
import Configuration
import HTTP
import Identity
import Policy

/// A table of one host, asked in words.
struct HostUnderTest {
    let table: RouteTable
    let host: HostRoutes

    init(_ routes: [RouteSettings], keepsEncodedSlashes: Bool = false) throws {
        var settings = HostSettings(name: "a")
        settings.routes = routes
        if keepsEncodedSlashes { settings.encodedSlash = .keep }
        table = try RouteTable(hosts: [settings], identity: [])
        host = table.hosts[0]
    }

    init(_ keys: [String]) throws {
        try self.init(keys.map(RouteSettings.init(key:)))
    }

    /// The route's key, or the status of the refusal.
    func outcome(_ method: String, _ raw: String) -> String {
        let match: RouteMatch
        do throws(PathFault) {
            match = try Self.match(host, method, raw)
        } catch {
            return "400"
        }
        switch match {
        case .route(let route): return route.key
        case .noRoute: return "404"
        case .methodNotAllowed(let allow): return allow.isEmpty ? "405!" : "405"
        case .methodUnknown: return "501"
        case .ambiguous: return "400"
        }
    }

    static func match(
        _ host: HostRoutes, _ method: String, _ raw: String
    ) throws(PathFault) -> RouteMatch {
        var path = CanonicalPath()
        try path.set(Array(raw.utf8).span, keepsEncodedSlashes: host.keepsEncodedSlashes)
        let name = Array(method.utf8)
        return host.match(Method(name: name.span), named: name.span, path: path)
    }
}

extension RouteSettings {
    /// From a key of the configuration: `GET,HEAD /a/**`.
    init(key: String) {
        let words = key.split(separator: " ")
        let methods = words.count > 1 ? words[0].split(separator: ",").map(String.init) : []
        self.init(methods: methods, glob: String(words.last ?? ""))
    }

    init(key: String, _ auth: RouteAuth, _ change: (inout RouteSettings) -> Void = { _ in }) {
        self.init(key: key)
        self.auth = auth
        change(&self)
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
