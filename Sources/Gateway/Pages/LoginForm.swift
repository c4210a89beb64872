import HTTP

/// The login form as it is shown.
struct LoginForm: Sendable {
    /// Bytes of a name that is shown again at most; a longer one is left out.
    static let usernameBytesLimit = 256

    /// What the visitor typed before; empty at first. A password is never shown again.
    var username: [UInt8] = []
    /// A path and query of this host, `to`.
    var returnAddress: [UInt8]
    /// Proves that a form comes from a page of ours, `form`.
    var token: [UInt8]
    /// Whether it is shown to somebody who has a session, for a place that wants a fresh login.
    var isConfirmation = false
    /// Why the form is shown again; nil at first.
    var notice: Notice?

    enum Notice: Hashable, Sendable {
        /// Whatever was wrong with them.
        case wrongCredentials
        /// Too many tries: none is looked at before these seconds are over.
        case throttled(seconds: Int)
        /// Too many logins at once.
        case busy(seconds: Int)
        /// No session can be kept.
        case unavailable
        /// The form's token is no longer good.
        case formExpired

        var status: StatusCode {
            switch self {
            case .wrongCredentials: .unauthorized
            case .throttled: .tooManyRequests
            case .busy, .unavailable: .serviceUnavailable
            case .formExpired: .forbidden
            }
        }

        /// What the page promises.
        var seconds: Int? {
            switch self {
            case .throttled(let seconds), .busy(let seconds): seconds
            case .wrongCredentials, .unavailable, .formExpired: nil
            }
        }

        /// For `Retry-After`: where nobody knows how long it takes, soon.
        var retryAfter: Int? { self == .unavailable ? 1 : seconds }
    }
}
