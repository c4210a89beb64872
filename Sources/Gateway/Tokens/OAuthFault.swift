import Codecs
import HTTP

/// Why a program does not get what it asks for, in the words that OAuth has for it (RFC 6749 §5.2).
enum OAuthFault: Error {
    /// A parameter is absent, there twice, or makes no sense.
    case invalidRequest
    /// A client that is named did not prove that it is that one.
    case invalidClient
    /// Name and password, or the refresh token, are good for nothing.
    case invalidGrant(ReasonCode)
    case unsupportedGrantType
    case invalidScope
    /// Not looked at; there is use in trying again after so many seconds.
    case later(ReasonCode, seconds: Int)
    /// The same, and it is not the client's doing.
    case unavailable(ReasonCode)

    private var code: StaticString {
        switch self {
        case .invalidRequest: "invalid_request"
        case .invalidClient: "invalid_client"
        case .invalidGrant: "invalid_grant"
        case .unsupportedGrantType: "unsupported_grant_type"
        case .invalidScope: "invalid_scope"
        case .later, .unavailable: "temporarily_unavailable"
        }
    }

    private var outcome: (status: StatusCode, reason: ReasonCode) {
        switch self {
        case .invalidRequest, .unsupportedGrantType, .invalidScope: (.badRequest, .malformedRequest)
        case .invalidClient: (.unauthorized, .clientRefused)
        case .invalidGrant(let reason): (.badRequest, reason)
        case .later(let reason, _): (.tooManyRequests, reason)
        case .unavailable(let reason): (.serviceUnavailable, reason)
        }
    }

    var answer: Answer {
        let outcome = self.outcome
        var answer = Answer(outcome.status, reason: outcome.reason)
        switch self {
        case .invalidClient: answer.add("WWW-Authenticate", "Basic realm=\"sallyport\"")
        case .later(_, let seconds): answer.add("Retry-After", "\(seconds)")
        case .unavailable: answer.add("Retry-After", "1")
        default: break
        }
        answer.addOAuthLines()
        answer.body.append("{\"error\":\"")
        answer.body.append(code)
        answer.body.append("\"}\n")
        return answer
    }
}

extension Answer {
    /// Of every answer that holds a token, or might have (RFC 6749 §5.1).
    mutating func addOAuthLines() {
        add("Content-Type", "application/json")
        add("Cache-Control", "no-store")
        add("Pragma", "no-cache")
    }
}
