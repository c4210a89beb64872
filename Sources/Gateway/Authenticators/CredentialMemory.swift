import Identity

/// What one worker needs at hand to authenticate: what it remembers of tokens, what was revoked, and its
/// door to the sessions.
struct CredentialMemory: ~Copyable {
    var tokens: TokenCache
    let revocations = RevocationReader()
    /// nil: no route takes sessions.
    var sessions: SessionCookie?
}
