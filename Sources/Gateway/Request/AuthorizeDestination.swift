import Codecs
import HTTP
import Identity
import Policy

/// Step 12, `authorizeDestination`: WebDAV names a second target in a field (RFC 4918 §10.3). It is
/// brought into the one canonical form and must be allowed like the first, by the same upstream;
/// otherwise MOVE would reach where PUT may not.
extension RequestHandler {
    func authorizeDestination(
        of request: borrowing Request, _ target: inout Target, on route: Route, of host: HostRoutes,
        as principal: Principal
    ) throws(Refusal) {
        guard request.fields.contains(.destination) else {
            target.hasDestination = false
            return
        }
        guard request.fields.count(of: .destination) == 1,
            let value = request.fields.first(.destination),
            let path = Self.path(in: value, onHostOf: target)
        else { throw .badDestination }
        do throws(PathFault) {
            try target.destination.set(path, keepsEncodedSlashes: host.keepsEncodedSlashes)
        } catch {
            throw .badDestination
        }
        target.hasDestination = true
        guard
            case .route(let other) = host.match(
                request.method, named: request.methodText, path: target.destination),
            other.settings.upstream == route.settings.upstream,
            other.strippedPrefix == route.strippedPrefix
        else { throw .badDestination }
        _ = try authorize(on: other, as: principal)
        try rewrite(&target.destination, of: request, on: route, of: host, as: principal)
    }

    /// The path of a URI on the request's own host, or of a path alone; nil for anything else, a query
    /// among them.
    @_lifetime(copy value)
    private static func path(
        in value: Span<UInt8>, onHostOf target: borrowing Target
    ) -> Span<UInt8>? {
        if !value.isEmpty, value[0] == UInt8(ascii: "/") {
            // Two slashes name another host (RFC 3986 §4.2), not a path.
            return value.count > 1 && value[1] == UInt8(ascii: "/") ? nil : value
        }
        var start = 0
        while start < value.count, value[start] != UInt8(ascii: ":") { start += 1 }
        let scheme = value.extracting(..<start)
        guard scheme.equals("http") || scheme.equals("https"), start + 3 <= value.count,
            value.extracting(start..<start + 3).equals("://")
        else { return nil }
        let authorityStart = start + 3
        var end = authorityStart
        while end < value.count, value[end] != UInt8(ascii: "/") { end += 1 }
        var host = CanonicalHost()
        do throws(HostFault) {
            try host.set(value.extracting(authorityStart..<end))
        } catch {
            return nil
        }
        guard host.name.equals(target.host.name), end < value.count else { return nil }
        return value.extracting(end...)
    }
}
