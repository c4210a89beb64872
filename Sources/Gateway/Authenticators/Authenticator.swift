import Codecs
import Identity

/// What an authenticator makes of a credential.
enum AuthenticationOutcome {
    case authenticated(Principal)
    /// Presented and bad: final, never a reason to try a weaker way.
    case rejected(CredentialFault)
}

/// What the client presents, of the kinds that its route accepts.
enum Credential {
    /// Nothing: the route wants nothing, or the client has nothing.
    case none
    /// The token begins at this byte of the Authorization value.
    case bearer(tokenStart: Int)
}
