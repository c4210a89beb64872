public import Configuration

/// One party whose tokens are believed, and for what.
public struct IssuerSettings: Hashable, Sendable {
    /// The entry's name: what a route's `issuer` refers to, and the label in metrics.
    public var name: String
    /// What `iss` must be, byte for byte.
    public var issuer = ""
    /// `aud` must name one of these; never empty.
    public var audience: [String] = []
    /// The algorithms a token of this issuer may be signed with; never empty.
    public var algorithms: [String] = ["RS256", "PS256", "ES256", "EdDSA"]
    public var keys = KeySource.file(FilePath(""))
    public var position = Position.start

    public init(name: String) { self.name = name }

    /// Where the keys come from that verify this issuer's tokens.
    public enum KeySource: Hashable, Sendable {
        /// A JWK Set, or PEM public keys.
        case file(FilePath)
        /// One secret that the issuer and the gateway share; only then are the HS algorithms taken.
        case symmetric(SecretText)
    }
}
