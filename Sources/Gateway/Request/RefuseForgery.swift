import Codecs
import HTTP
import Policy

/// Step 7, `refuseForgery`: a browser sends a session cookie whoever made it ask, so a request that
/// changes something must come from a page of the same origin (CSRF, Y4). Programs that carry a token
/// are no browser's tool and pass.
extension RequestHandler {
    func refuseForgery(
        _ request: borrowing Request, _ target: borrowing Target, with credential: Credential,
        on route: Route, of host: HostRoutes
    ) throws(Refusal) {
        guard case .session = credential else { return }
        let wantsWebSocket = route.settings.websocket && request.fields.contains(.upgrade)
        if !wantsWebSocket && request.method.isSafe { return }
        if let cors = route.cors, cors.allows(request.fields) { return }
        // A WebSocket can be read by the page that opened it, and no CORS stands before that.
        let isOwn =
            wantsWebSocket
            ? request.hasOwnOrigin(target, of: host) : request.isFromOwnPage(target, of: host)
        guard isOwn else { throw .forged }
    }
}

extension Request {
    /// Whether a page of this very origin made the request, or nobody's page did. Where the browser
    /// tells by `Sec-Fetch-Site`, that decides alone; else `Origin` must be there and be our own.
    borrowing func isFromOwnPage(_ target: borrowing Target, of host: HostRoutes) -> Bool {
        switch fetchSite {
        case .sameOrigin, .userItself: true
        case .foreign: false
        case .absent: hasOwnOrigin(target, of: host)
        }
    }

    /// Whether the one `Origin` is the origin that the request was sent to (RFC 6454 §4).
    borrowing func hasOwnOrigin(_ target: borrowing Target, of host: HostRoutes) -> Bool {
        guard fields.count(of: .origin) == 1, let origin = fields.first(.origin) else {
            return false
        }
        let scheme = target.client.scheme
        let length = scheme.name.utf8CodeUnitCount
        guard origin.count > length + 3, origin.extracting(..<length).equals(scheme.name),
            origin.extracting(length..<length + 3).equals("://")
        else { return false }
        var named = CanonicalHost()
        do throws(HostFault) {
            try named.set(origin.extracting((length + 3)...))
        } catch {
            return false
        }
        let ownPort = target.host.port ?? host.urlPort ?? scheme.defaultPort
        return named.name.equals(target.host.name) && named.port ?? scheme.defaultPort == ownPort
    }
}
