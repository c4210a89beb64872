import Codecs
import HTTP
import Identity
import JOSE
import Policy

/// All status and challenge policy on one screen: how each refusal is told to the client and to the
/// log. Clients learn the kind of the fault, never which check failed.
extension Refusal {
    // flat: one switch
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
        case .ambiguousCredential: (.badRequest, .credentialAmbiguous, false)
        case .forged: (.forbidden, .forged, false)
        case .invalidCredential(let fault): (.unauthorized, fault.reason, false)
        case .sessionsUnavailable: (.serviceUnavailable, .sessionsUnavailable, false)
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

    /// What the client is asked for, a challenge for each kind that the route accepts (RFC 9110
    /// §11.6.1, RFC 6750 §3): nothing where no credential would help.
    fileprivate func challenges(on route: Route?) -> [String] {
        if case .insufficientScope = self { return ["Bearer error=\"insufficient_scope\""] }
        let kinds: [RouteAuth.CredentialKind]
        var isBadToken = false
        switch self {
        case .noCredential: kinds = route?.settings.auth.kinds ?? []
        case .invalidCredential(let fault):
            kinds = route?.settings.auth.kinds ?? []
            isBadToken = !fault.isOfSession
        default: return []
        }
        return kinds.map { kind in
            switch kind {
            case .bearer: isBadToken ? "Bearer error=\"invalid_token\"" : "Bearer"
            case .session: "Sallyport login=\"\(Endpoint.login.path)\""
            }
        }
    }

    /// Whether logging in would help.
    fileprivate var wantsLogin: Bool {
        switch self {
        case .noCredential: true
        case .invalidCredential(let fault): fault.isOfSession
        default: false
        }
    }
}

extension Answer {
    /// - Parameters:
    ///   - request: as far as it was read.
    ///   - found: what was known when it was refused.
    init(
        refusing refusal: Refusal, to request: borrowing Request, _ target: borrowing Target,
        _ found: Found, by snapshot: Snapshot
    ) {
        let outcome = refusal.outcome
        let isNavigation = request.isNavigation
        let wantsLogin = found.takesSessions && refusal.wantsLogin
        let leadsToLogin = wantsLogin && isNavigation
        self.init(leadsToLogin ? .found : outcome.status, reason: outcome.reason)
        closes = outcome.closes
        add(refusal, on: found.route, challenging: !leadsToLogin)
        addCORS(refusal, request, found.route)
        if leadsToLogin {
            add("Location", ReturnAddress(of: request, target).loginAddress)
        } else if isNavigation, status.isError, status != .unauthorized {
            let page = ErrorPage(status, to: found, at: ReturnAddress(of: request, target))
            show(snapshot.pages.error(page, in: PageLanguage(for: request.fields)))
            return
        } else if !status.forbidsBody {
            describeProblem(login: wantsLogin)
        }
        add("Cache-Control", "no-store")
    }

    /// For those who are no browser and ask for no route.
    init(refusing refusal: Refusal) {
        self.init(refusal.outcome.status, reason: refusal.outcome.reason)
        closes = refusal.outcome.closes
        add(refusal, on: nil, challenging: false)
        describeProblem()
        add("Cache-Control", "no-store")
    }

    /// The lines that belong to the kind of the refusal.
    private mutating func add(_ refusal: Refusal, on route: Route?, challenging: Bool) {
        switch refusal {
        case .redirected(let location): add("Location", location)
        case .methodNotAllowed(let allow): add("Allow", allow)
        case .upstreamUnresolved, .sessionsUnavailable: add("Retry-After", "1")
        default: break
        }
        guard challenging else { return }
        for challenge in refusal.challenges(on: route) { add("WWW-Authenticate", challenge) }
    }

    private mutating func addCORS(
        _ refusal: Refusal, _ request: borrowing Request, _ route: Route?
    ) {
        guard let cors = route?.cors, cors.allows(request.fields) else { return }
        if case .preflight = refusal {
            cors.appendPreflightLines(for: request, to: &lines)
        } else {
            cors.appendLines(for: request.fields, to: &lines)
        }
    }
}

extension Found {
    fileprivate var takesSessions: Bool {
        route?.settings.auth.kinds.contains(.session) ?? false
    }
}

extension ErrorPage {
    /// A person who is logged in and may not is told as whom, and may log in as someone else.
    fileprivate init(_ status: StatusCode, to found: Found, at address: ReturnAddress) {
        self.init(status: status)
        guard found.takesSessions, found.principal.kind == .session else { return }
        subject = Array(found.principal.subject.utf8)
        login = Array(address.loginAddress.utf8)
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
    var isOfSession: Bool { if case .session = self { true } else { false } }

    fileprivate var reason: ReasonCode {
        switch self {
        case .malformed: .malformedCredential
        case .token(let fault): fault.reason
        case .accountChanged: .sessionAccountChanged
        case .session(let fault): fault.reason
        case .revoked: .revoked
        }
    }
}

extension TokenFault {
    fileprivate var reason: ReasonCode {
        switch self {
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

extension SessionFault {
    var reason: ReasonCode {
        switch self {
        case .malformed: .sessionMalformed
        case .unknown: .sessionUnknown
        case .expired: .sessionExpired
        case .reused: .sessionReused
        case .otherHost: .sessionOtherHost
        case .otherClient: .clientRefused
        case .accountChanged: .sessionAccountChanged
        case .unreadable: .sessionUnreadable
        case .revoked: .revoked
        }
    }
}
