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
    ///   - memory: what the worker remembers of tokens, and its door to the sessions.
    ///   - found: is given what becomes known on the way, for the record and for the refusal.
    func decide(
        _ request: inout Request, _ target: inout Target, from origin: Origin,
        remembering memory: inout CredentialMemory, finding found: inout Found, at now: Moment
    ) -> Decision {
        do throws(Refusal) {
            let host = try normalize(request, &target, from: origin)
            let place = try matchRoute(request, target, of: host)
            try stripIdentity(from: &request, of: host)
            let route: Route
            switch place {
            case .endpoint(let endpoint): return .serve(endpoint, host)
            case .route(let matched): route = matched
            }
            found.route = route
            found.host = host
            try answerPreflight(request, on: route)
            let credential = try findCredential(in: request, target, on: route)
            try refuseForgery(request, target, with: credential, on: route, of: host)
            let known = try authenticate(
                credential, of: request, target, on: route, remembering: &memory,
                finding: &found, at: now)
            guard let principal = known else { return .renew }
            return proceed(
                with: &request, &target, as: principal, finding: &found,
                refusing: memory.revocations, at: now)
        } catch {
            return .refuse(error)
        }
    }

    /// The rest of the line, once it is known who asks: at once, or when a session was renewed meanwhile.
    func proceed(
        with request: inout Request, _ target: inout Target, as principal: Principal,
        finding found: inout Found, refusing revocations: RevocationReader, at now: Moment
    ) -> Decision {
        do throws(Refusal) {
            guard let route = found.route, let host = found.host else { throw .noRoute }
            found.principal = principal
            try refuseRevoked(principal, by: revocations, at: now)
            let permit = try authorize(on: route, as: principal)
            try rewritePath(of: request, &target, on: route, of: host, as: principal)
            try authorizeDestination(of: request, &target, on: route, of: host, as: principal)
            return .forward(permit)
        } catch {
            return .refuse(error)
        }
    }

    /// The first authenticator that recognises the credential decides; a rejection is final.
    /// - Returns: nil where the session is to be renewed first.
    func authenticate(
        _ credential: Credential, of request: borrowing Request, _ target: borrowing Target,
        on route: Route, remembering memory: inout CredentialMemory, finding found: inout Found,
        at now: Moment
    ) throws(Refusal) -> Principal? {
        let outcome: AuthenticationOutcome
        switch credential {
        case .none: return .anonymous
        case .bearer(let start):
            guard let value = request.fields.first(.authorization) else { throw .noCredential }
            outcome = BearerToken.authenticate(
                value.extracting(start...), for: snapshot.routes[route.index].verifiers,
                in: snapshot, remembering: &memory.tokens, at: now.wall)
        case .session(let place, let refresh):
            guard let sessions = memory.sessions else { throw .noCredential }
            guard let place else { return nil }
            let cookie = request.fields.value(of: place)
            outcome =
                snapshot.sessionCookie == .access
                ? AccessCookie.authenticate(
                    cookie, on: target.host.name, in: snapshot, isRenewable: refresh != nil,
                    remembering: &memory.tokens, at: now.wall)
                : sessions.authenticate(
                    cookie, on: target.host.name, in: snapshot, isRenewable: refresh != nil,
                    at: now.session)
        }
        switch outcome {
        case .authenticated(let principal): return principal
        case .reissued(let principal, let cookie):
            found.reissued = cookie
            return principal
        case .renewable: return nil
        case .rejected(let fault): throw .invalidCredential(fault)
        case .unavailable: throw .sessionsUnavailable
        }
    }
}

/// What is known of a request by the time that it is decided.
struct Found {
    var route: Route?
    var host: HostRoutes?
    /// Authenticated, and not for that allowed.
    var principal = Principal.anonymous
    /// The session cookie that takes the place of the one that came; empty where that stays.
    var reissued: [UInt8] = []
}

/// What is to be done with a request.
enum Decision: ~Copyable {
    case forward(Permit)
    /// Its session has expired and comes with what renews it; then the rest of the line is gone through.
    case renew
    /// It is for an endpoint of our own.
    case serve(Endpoint, HostRoutes)
    case refuse(Refusal)
}
