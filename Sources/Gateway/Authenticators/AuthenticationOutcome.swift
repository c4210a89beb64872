import Identity

/// What an authenticator makes of a credential.
enum AuthenticationOutcome {
    case authenticated(Principal)
    /// Presented and bad: final, never a reason to try a weaker way.
    case rejected(CredentialFault)
}
