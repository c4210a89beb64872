import HTTP
import Policy

/// Step 5, `answerPreflight`: a browser's question whether a page of another origin may call this route
/// is answered from the route's `cors`, before any credential is looked at and without the upstream.
extension RequestHandler {
    func answerPreflight(_ request: borrowing Request, on route: Route) throws(Refusal) {
        guard CORS.isPreflight(request) else { return }
        guard let cors = route.cors, cors.allows(request.fields) else { throw .preflightRefused }
        throw .preflight
    }
}
