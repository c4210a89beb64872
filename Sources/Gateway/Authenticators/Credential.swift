import HTTP
import Identity
import JOSE

/// What the client presents, of the kinds that its route accepts.
enum Credential {
    /// Nothing: the route wants nothing, or the client has nothing.
    case none
    /// The token begins at this byte of the Authorization value.
    case bearer(tokenStart: Int)
    /// The session cookie's value lies here, and the one that renews it; one of them at least. Together
    /// they are one credential.
    case session(CookiePlace?, refresh: CookiePlace?)
}

/// Why a credential that was presented is none.
enum CredentialFault: Error {
    /// The scheme alone, and no token behind it (RFC 6750 §2.1).
    case malformed
    case token(TokenFault)
    /// A token of our own, and its account is gone or its password is another.
    case accountChanged
    case session(SessionFault)
    /// A token that was good, and was taken back.
    case revoked(RevocationKind)
}

/// Why a session cookie opens no session.
enum SessionFault: Error, Equatable {
    /// No value that the gateway ever gave out.
    case malformed
    /// No such session: ended, swept, or never there.
    case unknown
    /// Idle for too long, or past its end.
    case expired
    /// It is of a refresh ID that was redeemed before: a copy of it is in somebody else's hands.
    case reused
    /// Begun on another host of the gateway.
    case otherHost
    /// Given to another program than the one that brings it.
    case otherClient
    /// The account is gone, or its password is another.
    case accountChanged
    /// What the store holds under its name is no record of ours.
    case unreadable
    /// It was good, and was taken back.
    case revoked(RevocationKind)
}
