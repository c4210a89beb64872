/// What one worker needs at hand to authenticate: what it remembers of tokens, and its door to the
/// sessions.
struct CredentialMemory: ~Copyable {
    var tokens: TokenCache
    /// nil: no route takes sessions.
    var sessions: SessionCookie?
}
