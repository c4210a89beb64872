import Codecs
import HTTP
import Identity
import Policy

/// Decides one request, start to end. Every step is a line; every line may refuse.
///
/// A synchronous function of the request, the snapshot in force and the time: it does no I/O, asks no
/// clock and suspends nowhere, so that it can be tested without a socket and never blocks a loop. A
/// request leaves it with a permit or with a refusal, there is no third way out.
struct RequestHandler {
    let snapshot: Snapshot

    /// - Parameters:
    ///   - request: changed on the way: what the upstream must not see is taken out of it.
    ///   - target: is given the canonical host and path, which are decided on and forwarded.
    ///   - cache: the worker's memory of verified tokens.
    ///   - route: is given the route as soon as it is known, for the record and for the refusal.
    func decide(
        _ request: inout Request, _ target: inout Target, from origin: Origin,
        remembering cache: inout TokenCache, route found: inout Route?, at now: WallTime
    ) -> Decision {
        do throws(Refusal) {
            let host = try normalize(request, &target, from: origin)
            let route = try matchRoute(request, target, of: host)
            found = route
            try stripIdentity(from: &request, of: host)
            try answerPreflight(request, on: route)
            let credential = try findCredential(in: request, on: route)
            let principal = try authenticate(
                credential, of: request, on: route, remembering: &cache, at: now)
            let permit = try authorize(on: route, as: principal)
            try rewritePath(of: request, &target, on: route, of: host, as: principal)
            try authorizeDestination(of: request, &target, on: route, of: host, as: principal)
            return .forward(permit)
        } catch {
            return .refuse(error)
        }
    }

    /// The first authenticator that recognises the credential decides; a rejection is final.
    func authenticate(
        _ credential: Credential, of request: borrowing Request, on route: Route,
        remembering cache: inout TokenCache, at now: WallTime
    ) throws(Refusal) -> Principal {
        let outcome: AuthenticationOutcome
        switch credential {
        case .none: return .anonymous
        case .bearer(let start):
            guard let value = request.fields.first(.authorization) else { throw .noCredential }
            outcome = BearerToken.authenticate(
                value.extracting(start...), for: snapshot.routes[route.index].verifiers,
                in: snapshot, remembering: &cache, at: now)
        }
        switch outcome {
        case .authenticated(let principal): return principal
        case .rejected(let fault): throw .invalidCredential(fault)
        }
    }
}

/// What is to be done with a request.
enum Decision: ~Copyable {
    case forward(Permit)
    case refuse(Refusal)
}
