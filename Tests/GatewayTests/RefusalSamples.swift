import HTTP
import JOSE

@testable import Gateway

/// One of each refusal.
enum RefusalSamples {
    static let all: [Refusal] = [
        .malformed(.missingHost), .malformed(.head(.headTooLarge)), .malformedBody(.truncated),
        .bodyTooLarge, .requestTimedOut, .badHost(.empty), .badPath(.notRooted), .ambiguousPath,
        .underscoredField, .expectationUnknown, .badDestination, .hostUnknown, .misdirected,
        .noRoute,
        .methodUnknown, .methodNotAllowed(allow: "GET"), .traceRefused, .connectRefused,
        .redirected(to: "https://a.example/"), .noCredential,
        .invalidCredential(.malformed), .invalidCredential(.token(.expired)), .preflight,
        .preflightRefused, .denied, .insufficientScope, .requirementNotSatisfied,
        .identityNotPresentable, .upstreamUnresolved, .upstreamUnreachable, .upstreamTimedOut,
        .badResponse,
    ]
}
