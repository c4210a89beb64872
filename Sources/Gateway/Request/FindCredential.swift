import HTTP
import Policy

/// Step 6, `findCredential`: looks only at the kinds that the route accepts. Others are stripped
/// and never looked at; a route that accepts none has none.
extension RequestHandler {
    func findCredential(
        in request: borrowing Request, on route: Route
    ) throws(Refusal) -> Credential {
        guard case .credentials(let kinds) = route.settings.auth else { return .none }
        var found = Credential.none
        for kind in kinds {
            switch kind {
            case .bearer:
                guard let value = request.fields.first(.authorization),
                    let start = BearerToken.start(in: value)
                else { continue }
                found = .bearer(tokenStart: start)
            }
        }
        if case .none = found, !route.isOptional { throw .noCredential }
        return found
    }
}
