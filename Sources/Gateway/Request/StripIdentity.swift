import Codecs
import HTTP
import Policy

/// Step 4, `stripIdentity`: whatever only the gateway may say to the upstream is taken out of the
/// request, in every spelling, before anything is decided (T01–T12).
extension RequestHandler {
    func stripIdentity(
        from request: inout Request, of host: HostRoutes
    ) throws(Refusal) {
        let mode = host.settings.underscoredFields
        let removed = request.fields.removeProtected(
            snapshot.protectedNames, keepingUnderscored: mode == .keep)
        if mode == .refuse && removed.underscored > 0 { throw .underscoredField }
    }

    /// After the decision: the credential has done its work here and goes no further, unless the
    /// route passes it on (Q27); cookies of our own never do. A field that `Connection` names is of
    /// this hop alone (Q23).
    func stripHopByHop(from request: inout Request, on route: Route) {
        if !route.settings.passAuthorization { request.fields.remove(.authorization) }
        request.fields.cutCookies(named: OwnCookies.contains)
        request.fields.removeLinesNamedByConnection()
    }
}
