import HTTP

extension Refusal {
    /// Why, for the operator who asks `explain`; clients are told less.
    // flat: one switch
    var sentence: String {
        switch self {
        case .malformed(.head(let fault)): "not a request: \(fault)"
        case .malformed(let fault): "not a request: \(fault)"
        case .malformedBody(let fault): "not a body: \(fault)"
        case .bodyTooLarge: "the body is above the route's limit"
        case .requestTimedOut: "the request took too long"
        case .badHost(let fault): "no host has that name: \(fault)"
        case .badPath(let fault): "the path has more than one reading: \(fault)"
        case .ambiguousPath: "with and without its parameters the path belongs to two routes"
        case .underscoredField: "a field with _ in its name, which this host refuses"
        case .expectationUnknown: "Expect asks for something unknown"
        case .badDestination: "Destination is no place that the same upstream serves"
        case .hostUnknown: "this listener serves no such host"
        case .misdirected: "a target for https on a connection that is not secure"
        case .noRoute: "no route has that path"
        case .methodUnknown: "no route lists that method, and HTTP does not know it"
        case .methodNotAllowed(let allow): "the path's routes are for \(allow)"
        case .traceRefused: "TRACE is never answered"
        case .connectRefused: "CONNECT is never answered"
        case .redirected(let location): "this host redirects: to \(location)"
        case .noCredential: "no credential of the kinds that the route accepts"
        case .ambiguousCredential: "two credentials that the route accepts, or two session cookies"
        case .forged: "a session, and no page of this origin made the request"
        case .invalidCredential(.session(let fault)): "the session is not good: \(fault.sentence)"
        case .invalidCredential(.revoked(let kind)): "it was revoked, by its \(kind)"
        case .sessionsUnavailable: "the store of the sessions cannot be read"
        case .invalidCredential(.malformed): "Authorization holds no bearer token"
        case .invalidCredential(.accountChanged):
            "the token's account is gone or has another password"
        case .invalidCredential(.token(let fault)): "the token is not good: \(fault.sentence)"
        case .preflight: "a browser's pre-flight, answered from the route's cors"
        case .preflightRefused: "a pre-flight that the route's cors does not allow"
        case .denied: "the route lets no one in"
        case .insufficientScope: "the token grants none of the scopes that are asked for"
        case .requirementNotSatisfied: "the principal is not what the route asks for"
        case .identityNotPresentable: "a claim cannot be put into its identity header"
        case .upstreamUnresolved: "the upstream's name has no address yet"
        case .upstreamUnreachable: "no server of the upstream takes a connection"
        case .upstreamTimedOut: "the upstream took too long"
        case .badResponse: "the upstream's answer cannot be relayed"
        }
    }
}

extension SessionFault {
    fileprivate var sentence: String {
        switch self {
        case .malformed: "its cookie holds nothing that the gateway gave out"
        case .unknown: "the store knows none of that ID: it ended, or was never there"
        case .expired: "it has expired"
        case .reused: "its refresh ID was redeemed before, so that somebody has a copy of it"
        case .revoked(let kind): "it was revoked, by its \(kind)"
        case .otherHost: "it was begun on another host"
        case .otherClient: "it was given to another program"
        case .accountChanged: "its account is gone or has another password"
        case .unreadable: "its record cannot be read"
        }
    }
}
