public import Crypto

/// What tokens of one issuer must satisfy. Said by the configuration alone, before any token is seen.
public struct TokenRules: Sendable {
    /// The name of the issuer's entry in the configuration.
    public var name: String
    /// `iss`, byte for byte.
    public var issuer: String
    /// `aud` must name one of these, byte for byte.
    public var audiences: [String]
    public var algorithms: Set<SignatureAlgorithm>
    public var keys: KeySet
    /// How far the issuer's clock may be from ours, whole seconds, for `exp`, `nbf` and `iat`.
    public var clockSkew = Duration.seconds(30)
    /// The `typ` values taken; nil stands for an absent one.
    public var types: Set<TokenType?> = [nil, .jwt, .accessToken]

    public init(
        name: String, issuer: String, audiences: [String], algorithms: Set<SignatureAlgorithm>,
        keys: KeySet
    ) {
        self.name = name
        self.issuer = issuer
        self.audiences = audiences
        self.algorithms = algorithms
        self.keys = keys
    }
}

/// Why rules cannot be put in force. Each would let tokens in that nobody meant, or none at all.
public enum TokenRulesFault: Error, Equatable, Sendable {
    /// An empty `issuer`.
    case noIssuer
    /// No audience, or an empty one: tokens meant for others would be taken (T44).
    case noAudience
    case noAlgorithm
    /// HS algorithms with public keys, or others with a shared secret (T38).
    case mixedSymmetry
    /// No key fits any of the algorithms.
    case noKeyForAlgorithms
    /// The shared secret is shorter than the hash of every algorithm allowed; in bytes.
    case secretTooShort(needed: Int, found: Int)
    /// A negative skew, or one above five minutes, which would keep expired tokens alive.
    case clockSkew
    case crypto(CryptoFault)
}
