import Codecs
import HTTP
import Policy

/// Step 6, `findCredential`: looks only at the kinds that the route accepts. Others are stripped
/// and never looked at; a route that accepts none has none. Two that are accepted are one too many:
/// which of them the client means to be judged by cannot be known (A10).
extension RequestHandler {
    func findCredential(
        in request: borrowing Request, _ target: borrowing Target, on route: Route
    ) throws(Refusal) -> Credential {
        guard case .credentials(let kinds) = route.settings.auth else { return .none }
        var found = Credential.none
        for kind in kinds {
            let credential =
                switch kind {
                case .bearer: findBearerToken(in: request)
                case .session: try findSessionCookie(in: request, target)
                }
            if case .none = credential { continue }
            guard case .none = found else { throw .ambiguousCredential }
            found = credential
        }
        if case .none = found, !route.isOptional { throw .noCredential }
        return found
    }

    private func findBearerToken(in request: borrowing Request) -> Credential {
        guard let value = request.fields.first(.authorization),
            let start = BearerToken.start(in: value)
        else { return .none }
        return .bearer(tokenStart: start)
    }

    /// The session's cookies under the one name that each has on such a connection.
    func findSessionCookie(
        in request: borrowing Request, _ target: borrowing Target
    ) throws(Refusal) -> Credential {
        guard request.fields.contains(.cookie),
            let cookies = OwnCookies(over: target.client.scheme, to: target.host)
        else { return .none }
        let session = try findCookie(snapshot.sessionCookie, of: cookies, in: request)
        let refresh =
            snapshot.renewsSessions ? try findCookie(.refresh, of: cookies, in: request) : nil
        guard session != nil || refresh != nil else { return .none }
        return .session(session, refresh: refresh)
    }

    private func findCookie(
        _ use: OwnCookies.Use, of cookies: OwnCookies, in request: borrowing Request
    ) throws(Refusal) -> CookiePlace? {
        switch request.fields.cookie(named: cookies.name(of: use).span) {
        case .absent: return nil
        case .one(let place): return place
        case .several: throw .ambiguousCredential
        }
    }
}
