/// What became of a request, for the access log, the metrics and the audit trail; never for clients.
/// The names are an interface: docs list them, dashboards count them.
enum ReasonCode: Int, CaseIterable, Sendable {
    case permitted

    case malformedRequest
    case requestTooLarge
    case requestTimedOut
    case hostUnknown
    case noRoute
    case methodNotAllowed
    case redirected

    case noCredential
    case malformedCredential
    case tokenMalformed
    case tokenAlgorithm
    case tokenKeyUnknown
    case tokenSignature
    case tokenIssuer
    case tokenAudience
    case tokenExpired
    case tokenNotYetValid
    case tokenClaims
    case credentialAmbiguous
    case sessionMalformed
    case sessionUnknown
    case sessionExpired
    case sessionReused
    case sessionOtherHost
    case sessionAccountChanged
    case sessionUnreadable
    case sessionsUnavailable
    case revoked
    case forged

    case pageServed
    case loggedIn
    case loginUnencrypted
    case loginRefused
    case loginFormInvalid
    case loginThrottled
    case loginUnavailable
    case loginLimitReached
    case loginTooOld
    case loggedOut
    case sessionsEnded
    case tokenIssued
    case tokenRevoked
    case tokenInspected
    case clientRefused

    case preflightAnswered
    case preflightRefused
    case destinationRefused
    case denied
    case insufficientScope
    case requirementNotSatisfied
    case identityNotPresentable

    case upstreamUnresolved
    case upstreamUnreachable
    case upstreamTimedOut
    case upstreamBadResponse
    case upstreamTruncated
    case clientGone
    case clientTooSlow

    /// Whether the upstream is to blame.
    var isUpstreamFault: Bool {
        switch self {
        case .upstreamUnresolved, .upstreamUnreachable, .upstreamTimedOut, .upstreamBadResponse,
            .upstreamTruncated:
            true
        default: false
        }
    }

    // flat: one switch
    /// As logs and metrics write it.
    var name: StaticString {
        switch self {
        case .permitted: "permitted"
        case .malformedRequest: "malformed_request"
        case .requestTooLarge: "request_too_large"
        case .requestTimedOut: "request_timed_out"
        case .hostUnknown: "host_unknown"
        case .noRoute: "no_route"
        case .methodNotAllowed: "method_not_allowed"
        case .redirected: "redirected"
        case .noCredential: "no_credential"
        case .malformedCredential: "malformed_credential"
        case .tokenMalformed: "token_malformed"
        case .tokenAlgorithm: "token_algorithm"
        case .tokenKeyUnknown: "token_key_unknown"
        case .tokenSignature: "token_signature"
        case .tokenIssuer: "token_issuer"
        case .tokenAudience: "token_audience"
        case .tokenExpired: "token_expired"
        case .tokenNotYetValid: "token_not_yet_valid"
        case .tokenClaims: "token_claims"
        case .credentialAmbiguous: "credential_ambiguous"
        case .sessionMalformed: "session_malformed"
        case .sessionUnknown: "session_unknown"
        case .sessionExpired: "session_expired"
        case .sessionReused: "session_reused"
        case .sessionOtherHost: "session_other_host"
        case .sessionAccountChanged: "session_account_changed"
        case .sessionUnreadable: "session_unreadable"
        case .sessionsUnavailable: "sessions_unavailable"
        case .revoked: "revoked"
        case .forged: "forged"
        case .pageServed: "page_served"
        case .loggedIn: "logged_in"
        case .loginUnencrypted: "login_unencrypted"
        case .loginRefused: "login_refused"
        case .loginFormInvalid: "login_form_invalid"
        case .loginThrottled: "login_throttled"
        case .loginUnavailable: "login_unavailable"
        case .loginLimitReached: "login_limit_reached"
        case .loginTooOld: "login_too_old"
        case .loggedOut: "logged_out"
        case .sessionsEnded: "sessions_ended"
        case .tokenIssued: "token_issued"
        case .tokenRevoked: "token_revoked"
        case .tokenInspected: "token_inspected"
        case .clientRefused: "client_refused"
        case .preflightAnswered: "preflight_answered"
        case .preflightRefused: "preflight_refused"
        case .destinationRefused: "destination_refused"
        case .denied: "denied"
        case .insufficientScope: "insufficient_scope"
        case .requirementNotSatisfied: "requirement_not_satisfied"
        case .identityNotPresentable: "identity_not_presentable"
        case .upstreamUnresolved: "upstream_unresolved"
        case .upstreamUnreachable: "upstream_unreachable"
        case .upstreamTimedOut: "upstream_timed_out"
        case .upstreamBadResponse: "upstream_bad_response"
        case .upstreamTruncated: "upstream_truncated"
        case .clientGone: "client_gone"
        case .clientTooSlow: "client_too_slow"
        }
    }
}
