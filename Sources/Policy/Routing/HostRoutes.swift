import Codecs
public import HTTP

/// One host in force: its settings and its routes.
public final class HostRoutes: Sendable {
    public let settings: HostSettings
    /// In the order of the configuration.
    public let routes: [Route]
    /// What each route matches; asked only where no route was found.
    private let matchers: [Matcher]
    private let trie: PathTrie
    /// Of the host's `url`, where it names one.
    public let urlPort: UInt16?

    typealias Matcher = (pattern: RoutePattern, methods: MethodSet)

    init(_ settings: HostSettings, routes: [Route], matchers: [Matcher], trie: PathTrie) {
        self.settings = settings
        self.routes = routes
        self.matchers = matchers
        self.trie = trie
        urlPort = settings.url?.port
    }

    /// Whether `%2F` and `%5C` are data here: what `CanonicalPath.set` wants to know.
    public var keepsEncodedSlashes: Bool { settings.encodedSlash == .keep }

    /// What a client sees of the gateway: where the host's `url` is written, its scheme and port go
    /// before the socket's and before any proxy's word.
    public func facts(_ observed: ClientFacts) -> ClientFacts {
        guard let url = settings.url else { return observed }
        var facts = observed
        facts.scheme = url.isSecure ? .https : .http
        facts.port = urlPort ?? facts.scheme.defaultPort
        return facts
    }

    /// The most specific route for a request, or why there is none.
    ///
    /// Paths with parameters or encoded delimiters are matched in both readings, and the stricter
    /// outcome counts (T27). Allocates nothing where a route is found.
    ///
    /// - Parameter methodName: the method as the client wrote it; looked at where `method` is `other`.
    public func match(
        _ method: Method, named methodName: Span<UInt8>, path: borrowing CanonicalPath
    ) -> RouteMatch {
        if method == .other, !isListed(methodName) { return .methodUnknown }
        let strict = match(path.bytes, method, named: methodName)
        guard let lenient = path.lenientReading else { return strict }
        return strict.stricter(match(lenient, method, named: methodName))
    }

    private func match(
        _ path: Span<UInt8>, _ method: Method, named methodName: Span<UInt8>
    ) -> RouteMatch {
        if Self.isReserved(path) { return .noRoute }
        let match = trie.find(path, method, named: methodName)
        if let index = match.route { return .route(routes[index]) }
        return match.hasPath ? .methodNotAllowed(allow: allowedMethods(path)) : .noRoute
    }

    /// What the gateway's own paths begin with: no route serves them and no upstream ever sees them.
    public static let reservedPrefix: StaticString = "/.sallyport"

    /// Whether the path is the gateway's own.
    public static func isReserved(_ path: Span<UInt8>) -> Bool {
        let length = reservedPrefix.utf8CodeUnitCount
        guard path.count >= length, path.extracting(..<length).equals(reservedPrefix) else {
            return false
        }
        return path.count == length || path[length] == UInt8(ascii: "/")
    }

    /// The value of `Allow` (RFC 9110 §10.2.1) for a path that has routes, but none for the method.
    private func allowedMethods(_ path: Span<UInt8>) -> String {
        var allowed: [String] = []
        for (pattern, methods) in matchers
        where PathSegments.match(pattern.segments, at: PathSegments.start, of: path) {
            for name in methods.announced where !allowed.contains(name) { allowed.append(name) }
        }
        return allowed.joined(separator: ", ")
    }

    /// Whether a route lists a method outside the registry.
    private func isListed(_ methodName: Span<UInt8>) -> Bool {
        for (_, methods) in matchers where methods.contains(.other, named: methodName) {
            return true
        }
        return false
    }
}

extension OriginURL {
    /// The port, where the authority names one.
    fileprivate var port: UInt16? {
        var host = CanonicalHost()
        do throws(HostFault) {
            try host.set(Array(authority.utf8).span)
            return host.port
        } catch {
            return nil
        }
    }
}
