import Codecs
import HTTP
import Policy

/// Step 3, `matchRoute`: the gateway's own endpoint, else the most specific route for host, path and
/// method; without one nothing is forwarded. No credential has been looked at before.
extension RequestHandler {
    func matchRoute(
        _ request: borrowing Request, _ target: borrowing Target, of host: HostRoutes
    ) throws(Refusal) -> Place {
        if host.settings.redirect == .https {
            throw .redirected(to: target.httpsLocation(for: request))
        }
        if let endpoint = Endpoint(path: target.path.bytes), snapshot.serves(endpoint) {
            if request.method == .other { throw .methodUnknown }
            guard endpoint.allows(request.method) else {
                throw .methodNotAllowed(allow: endpoint.allow)
            }
            return .endpoint(endpoint)
        }
        let match: RouteMatch
        if CORS.isPreflight(request) {
            // The browser asks on behalf of another method, whose route answers.
            let asked = CORS.requestedMethod(request)
            match = host.match(Method(name: asked), named: asked, path: target.path)
        } else {
            match = host.match(request.method, named: request.methodText, path: target.path)
        }
        switch match {
        case .route(let route): return .route(route)
        case .noRoute: throw .noRoute
        case .methodNotAllowed(let allow): throw .methodNotAllowed(allow: allow)
        case .methodUnknown: throw .methodUnknown
        case .ambiguous: throw .ambiguousPath
        }
    }
}

/// Where a request leads.
enum Place {
    case route(Route)
    /// One of the gateway's own.
    case endpoint(Endpoint)
}

extension Target {
    /// The same place by https, without the port, which belongs to the scheme that was used.
    fileprivate borrowing func httpsLocation(for request: borrowing Request) -> String {
        var location = ByteBuffer()
        location.append("https://")
        location.append(host.name)
        location.append(path.bytes)
        location.append(request.query)
        return String(decoding: location.span)
    }
}
