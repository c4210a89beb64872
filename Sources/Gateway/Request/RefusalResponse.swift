import Codecs
import HTTP
import JOSE
import Policy

/// All status and challenge policy on one screen: how each refusal is told to the client and to the
/// log. Clients learn the kind of the fault, never which check failed.
extension Refusal {
    /// Status, the log's reason, and whether the connection ends with it.
    var outcome: (status: StatusCode, reason: ReasonCode, closes: Bool) {
        switch self {
        case .malformed(let fault): (fault.status, fault.reason, true)
        case .malformedBody: (.badRequest, .malformedRequest, true)
        case .bodyTooLarge: (.contentTooLarge, .requestTooLarge, true)
        case .requestTimedOut: (.requestTimeout, .requestTimedOut, true)
        case .badHost, .badPath, .ambiguousPath, .underscoredField:
            (.badRequest, .malformedRequest, false)
        case .badDestination: (.forbidden, .destinationRefused, false)
        case .expectationUnknown: (.expectationFailed, .malformedRequest, false)
        case .hostUnknown, .misdirected: (.misdirectedRequest, .hostUnknown, false)
        case .noRoute: (.notFound, .noRoute, false)
        case .methodUnknown: (.notImplemented, .methodNotAllowed, false)
        case .methodNotAllowed, .traceRefused: (.methodNotAllowed, .methodNotAllowed, false)
        case .connectRefused: (.methodNotAllowed, .methodNotAllowed, true)
        case .redirected: (.permanentRedirect, .redirected, false)
        case .noCredential: (.unauthorized, .noCredential, false)
        case .invalidCredential(let fault): (.unauthorized, fault.reason, false)
        case .preflight: (.noContent, .preflightAnswered, false)
        case .preflightRefused: (.forbidden, .preflightRefused, false)
        case .denied: (.forbidden, .denied, false)
        case .insufficientScope: (.forbidden, .insufficientScope, false)
        case .requirementNotSatisfied: (.forbidden, .requirementNotSatisfied, false)
        case .identityNotPresentable: (.forbidden, .identityNotPresentable, false)
        case .upstreamUnresolved: (.serviceUnavailable, .upstreamUnresolved, false)
        case .upstreamUnreachable: (.badGateway, .upstreamUnreachable, false)
        case .upstreamTimedOut: (.gatewayTimeout, .upstreamTimedOut, false)
        case .badResponse: (.badGateway, .upstreamBadResponse, false)
        }
    }

    /// What the client is asked for (RFC 6750 §3): nothing where no credential would help.
    fileprivate var challenge: String? {
        switch self {
        case .noCredential: return "Bearer"
        case .invalidCredential: return "Bearer error=\"invalid_token\""
        case .insufficientScope: return "Bearer error=\"insufficient_scope\""
        default: return nil
        }
    }
}

extension Answer {
    init(refusing refusal: Refusal, to request: borrowing Request, on route: Route?) {
        let outcome = refusal.outcome
        self.init(outcome.status, reason: outcome.reason)
        closes = outcome.closes
        if case .redirected(let location) = refusal { add("Location", location) }
        if case .methodNotAllowed(let allow) = refusal { add("Allow", allow) }
        if case .upstreamUnresolved = refusal { add("Retry-After", "1") }
        if let challenge = refusal.challenge {
            add("WWW-Authenticate", challenge)
        }
        if let cors = route?.cors, cors.allows(request.fields) {
            if case .preflight = refusal {
                cors.appendPreflightLines(for: request, to: &lines)
            } else {
                cors.appendLines(for: request.fields, to: &lines)
            }
        }
        add("Cache-Control", "no-store")
        if !status.forbidsBody { describeProblem() }
    }
}

extension RequestFault {
    fileprivate var status: StatusCode {
        switch self {
        case .head(.startLineTooLong): .uriTooLong
        case .head(.headTooLarge), .head(.tooManyFields), .head(.fieldTooLarge),
            .tooManyCookies, .cookiesTooLarge:
            .requestHeaderFieldsTooLarge
        case .unsupportedVersion: .httpVersionNotSupported
        case .unsupportedTransferCoding: .notImplemented
        default: .badRequest
        }
    }

    fileprivate var reason: ReasonCode {
        switch status {
        case .uriTooLong, .requestHeaderFieldsTooLarge: .requestTooLarge
        default: .malformedRequest
        }
    }
}

extension CredentialFault {
    fileprivate var reason: ReasonCode {
        guard case .token(let fault) = self else { return .malformedCredential }
        return switch fault {
        case .missingAlgorithm, .unsigned, .unknownAlgorithm, .algorithmNotAllowed,
            .keyNotForAlgorithm:
            .tokenAlgorithm
        case .unknownKey, .keyIDRequired: .tokenKeyUnknown
        case .invalidSignature: .tokenSignature
        case .wrongIssuer: .tokenIssuer
        case .wrongAudience: .tokenAudience
        case .expired: .tokenExpired
        case .notYetValid, .issuedInFuture: .tokenNotYetValid
        case .missingExpiry, .invalidTime, .missingSubject: .tokenClaims
        default: .tokenMalformed
        }
    }
}
