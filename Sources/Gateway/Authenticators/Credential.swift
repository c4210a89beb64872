import JOSE

/// What the client presents, of the kinds that its route accepts.
enum Credential {
    /// Nothing: the route wants nothing, or the client has nothing.
    case none
    /// The token begins at this byte of the Authorization value.
    case bearer(tokenStart: Int)
}

/// Why a credential that was presented is none.
enum CredentialFault {
    /// The scheme alone, and no token behind it (RFC 6750 §2.1).
    case malformed
    case token(TokenFault)
}
