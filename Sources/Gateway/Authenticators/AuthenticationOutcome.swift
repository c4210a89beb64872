import Identity

/// What an authenticator makes of a credential.
enum AuthenticationOutcome {
    case authenticated(Principal)
    /// The same, and the browser gets this value for its session cookie with whatever answer there will be.
    case reissued(Principal, [UInt8])
    /// Presented and bad: final, never a reason to try a weaker way.
    case rejected(CredentialFault)
    /// It has expired, and what came with it renews it: the store has to be asked, which takes a while.
    case renewable
    /// It could not be checked: no reason to let anyone in, nor to send them to log in again (C28).
    case unavailable
}
