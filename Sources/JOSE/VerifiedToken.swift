public import Codecs

/// A token whose signature was checked with the right key and whose claims hold. Only a
/// `TokenVerifier` makes one: having it is the proof.
public struct VerifiedToken: Sendable {
    /// The name of the issuer's entry in the configuration.
    public let issuerName: String
    /// `sub`; never empty.
    public let subject: String
    public let claims: JSONDocument
    /// `exp`, as the token has it.
    public let expires: WallTime
    /// The first second at which the token is refused: `exp` and the clock skew. What is remembered of
    /// the token must be forgotten by then.
    public let refusedFrom: WallTime
    /// `iat`, where the token has one.
    public let issuedAt: WallTime?

    /// Not for anyone but `TokenVerifier`, which lives in this module.
    init(_ valid: ValidClaims, of claims: JSONDocument, issuerName: String) {
        self.claims = claims
        self.issuerName = issuerName
        subject = valid.subject
        expires = valid.expires
        refusedFrom = valid.refusedFrom
        issuedAt = valid.issuedAt
    }
}
