// table: every case of every fault
import Codecs
import HTTP
import Identity
import JOSE

@testable import Gateway

/// Faults that can be gone through one by one. Their cases carry reasons, so the compiler makes no list of
/// them; but it does not compile a `next` that lacks one.
protocol EveryFault {
    static var first: Self { get }
    /// nil after the last one.
    var next: Self? { get }
}

extension EveryFault {
    static var every: [Self] { Array(sequence(first: first) { $0.next }) }
}

/// What no client may ever be told.
let faultCanary = "canary-reason"

extension StoreFault: EveryFault {
    static var first: Self { .full }

    var next: Self? {
        switch self {
        case .full: .limitReached
        case .limitReached: .tooLate
        case .tooLate: .exists
        case .exists: .tooLarge
        case .tooLarge: .unavailable(faultCanary)
        case .unavailable: .corrupt(faultCanary)
        case .corrupt: nil
        }
    }
}

extension SessionLookup: EveryFault {
    static var first: Self { .found }

    var next: Self? {
        switch self {
        case .found: .absent
        case .absent: .pending
        case .pending: .unavailable
        case .unavailable: nil
        }
    }
}

extension SessionFault: EveryFault {
    static var first: Self { .malformed }

    var next: Self? {
        switch self {
        case .malformed: .unknown
        case .unknown: .expired
        case .expired: .reused
        case .reused: .otherHost
        case .otherHost: .accountChanged
        case .accountChanged: .unreadable
        case .unreadable: .revoked(.subject)
        case .revoked: .otherClient
        case .otherClient: nil
        }
    }
}

extension HashFault: EveryFault {
    static var first: Self { .busy }

    var next: Self? {
        switch self {
        case .busy: .stopped
        case .stopped: nil
        }
    }
}

extension FormFields.Fault: EveryFault {
    static var first: Self { .tooManyFields }

    var next: Self? {
        switch self {
        case .tooManyFields: .badEscape
        case .badEscape: .repeatedName
        case .repeatedName: nil
        }
    }
}

extension TokenFault: EveryFault {
    static var first: Self { .tooLong }

    // flat: one switch
    var next: Self? {
        switch self {
        case .tooLong: .wrongPartCount
        case .wrongPartCount: .encrypted
        case .encrypted: .invalidBase64(.header, .strayBits)
        case .invalidBase64: .invalidJSON(.claims, .unexpectedEnd)
        case .invalidJSON: .notAnObject(.claims)
        case .notAnObject: .invalidHeader
        case .invalidHeader: .criticalHeader
        case .criticalHeader: .compressed
        case .compressed: .missingAlgorithm
        case .missingAlgorithm: .unsigned
        case .unsigned: .unknownAlgorithm
        case .unknownAlgorithm: .wrongType
        case .wrongType: .algorithmNotAllowed
        case .algorithmNotAllowed: .unknownKey
        case .unknownKey: .keyNotForAlgorithm
        case .keyNotForAlgorithm: .keyIDRequired
        case .keyIDRequired: .invalidSignature
        case .invalidSignature: .wrongIssuer
        case .wrongIssuer: .wrongAudience
        case .wrongAudience: .missingExpiry
        case .missingExpiry: .invalidTime
        case .invalidTime: .expired
        case .expired: .notYetValid
        case .notYetValid: .issuedInFuture
        case .issuedInFuture: .missingSubject
        case .missingSubject: nil
        }
    }
}

extension Refusal: EveryFault {
    static var first: Self { .malformed(.missingHost) }

    // flat: one switch
    var next: Self? {
        switch self {
        case .malformed: .malformedBody(.truncated)
        case .malformedBody: .bodyTooLarge
        case .bodyTooLarge: .requestTimedOut
        case .requestTimedOut: .traceRefused
        case .traceRefused: .connectRefused
        case .connectRefused: .expectationUnknown
        case .expectationUnknown: .badHost(.empty)
        case .badHost: .hostUnknown
        case .hostUnknown: .misdirected
        case .misdirected: .badPath(.notRooted)
        case .badPath: .redirected(to: "https://a.example/")
        case .redirected: .ambiguousPath
        case .ambiguousPath: .noRoute
        case .noRoute: .methodUnknown
        case .methodUnknown: .methodNotAllowed(allow: "GET")
        case .methodNotAllowed: .underscoredField
        case .underscoredField: .preflight
        case .preflight: .preflightRefused
        case .preflightRefused: .noCredential
        case .noCredential: .ambiguousCredential
        case .ambiguousCredential: .forged
        case .forged: .invalidCredential(.malformed)
        case .invalidCredential: .sessionsUnavailable
        case .sessionsUnavailable: .denied
        case .denied: .insufficientScope
        case .insufficientScope: .requirementNotSatisfied
        case .requirementNotSatisfied: .identityNotPresentable
        case .identityNotPresentable: .badDestination
        case .badDestination: .upstreamUnresolved
        case .upstreamUnresolved: .upstreamUnreachable
        case .upstreamUnreachable: .upstreamTimedOut
        case .upstreamTimedOut: .badResponse
        case .badResponse: nil
        }
    }
}
