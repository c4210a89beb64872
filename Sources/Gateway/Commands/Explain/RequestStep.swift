/// The steps of a request that `explain` tells of, in their order: those of `RequestHandler.decide`, with
/// the reading before them and the sending behind.
enum RequestStep: String, CaseIterable {
    case receive
    case normalize
    case matchRoute
    case stripIdentity
    case answerPreflight
    case findCredential
    case refuseForgery
    case authenticate
    case refuseRevoked
    case authorize
    case rewritePath
    case authorizeDestination
    case assertIdentity
    case forward
}

extension Refusal {
    /// The step that refuses so; `authorize` also where `rewritePath` and `authorizeDestination` ask the
    /// same of a second route.
    var step: RequestStep {
        switch self {
        case .malformed, .malformedBody, .requestTimedOut: .receive
        case .badHost, .badPath, .expectationUnknown, .hostUnknown, .misdirected, .traceRefused,
            .connectRefused:
            .normalize
        case .ambiguousPath, .noRoute, .methodUnknown, .methodNotAllowed, .redirected: .matchRoute
        case .underscoredField: .stripIdentity
        case .preflight, .preflightRefused: .answerPreflight
        case .noCredential, .ambiguousCredential: .findCredential
        case .forged: .refuseForgery
        case .invalidCredential(.revoked), .invalidCredential(.session(.revoked)): .refuseRevoked
        case .invalidCredential, .sessionsUnavailable: .authenticate
        case .denied, .insufficientScope, .requirementNotSatisfied, .identityNotPresentable:
            .authorize
        case .badDestination: .authorizeDestination
        case .bodyTooLarge, .upstreamUnresolved, .upstreamUnreachable, .upstreamTimedOut,
            .badResponse:
            .forward
        }
    }
}
