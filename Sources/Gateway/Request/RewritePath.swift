import Codecs
import HTTP
import Identity
import Policy

/// Step 11, `rewritePath`: takes the route's prefix off the path. What remains may be the place of another
/// route to the same upstream; then that one must allow the request as well, so that a rewrite never
/// leads around a check (T29).
extension RequestHandler {
    func rewritePath(
        of request: borrowing Request, _ target: inout Target, on route: Route, of host: HostRoutes,
        as principal: Principal
    ) throws(Refusal) {
        try rewrite(&target.path, of: request, on: route, of: host, as: principal)
    }

    /// The same for any path that the upstream will see.
    func rewrite(
        _ path: inout CanonicalPath, of request: borrowing Request, on route: Route,
        of host: HostRoutes, as principal: Principal
    ) throws(Refusal) {
        let prefix = route.strippedPrefix
        guard !prefix.isEmpty else { return }
        // A path that only begins so once its parameters are taken off has two readings.
        guard path.removePrefix(prefix.span) else { throw .ambiguousPath }
        switch host.match(request.method, named: request.methodText, path: path) {
        case .route(let other):
            guard other !== route, other.strippedPrefix.isEmpty,
                other.settings.upstream == route.settings.upstream
            else { return }
            _ = try authorize(on: other, as: principal)
        case .ambiguous: throw .ambiguousPath
        case .noRoute, .methodNotAllowed, .methodUnknown: return
        }
    }
}
