public import Codecs
public import Crypto

/// A token taken apart and checked for form: strict compact serialisation (RFC 7515 §7.1), strict
/// header, claims that are a JSON object. Nothing in it is true yet: only a `TokenVerifier` makes a
/// `VerifiedToken` of it. Decoded once, however many issuers it is then tried with.
///
/// The header decides nothing but which key is looked up. Keys and addresses of keys that it carries
/// (`jwk`, `jku`, `x5u`, `x5c`) are not read (T41).
public struct UnverifiedToken: Sendable {
    /// Bytes of a token at most; a longer one is refused before anything is allocated (T47).
    public static let byteCountLimit = 8_192
    /// Arrays and objects inside each other at most, in header and claims (T49).
    public static let depthLimit = 16

    /// For display and for finding the issuer to ask; never for a decision.
    public let unverifiedClaims: JSONDocument
    let message: CompactJWS

    /// - Parameter text: the token alone, without white space around it.
    public init(parsing text: Span<UInt8>) throws(TokenFault) {
        message = try CompactJWS(parsing: text)
        unverifiedClaims = try JSONDocument(ofToken: message.payload, .claims)
    }

    public var algorithm: SignatureAlgorithm { message.fields.algorithm }
    /// The `kid` header; a string.
    public var keyID: JSONValue? { message.fields.keyID }
    /// nil where the token has no `typ`.
    public var type: TokenType? { message.fields.type }
    /// Whether the header carries a key or an address of one. Counted, never followed.
    public var carriesKey: Bool { message.fields.carriesKey }
    /// For display.
    public var unverifiedHeader: JSONDocument { message.header }

    /// What tells tokens apart that have no `jti`: the hash of what is signed. Neither another spelling of the
    /// same bytes nor another signature over them has another one: decoding is strict, so that each sequence
    /// of bytes has one text (T53, C22).
    /// - Parameter digest: SHA-256.
    public func contentHash(by digest: Digest) -> [UInt8] { digest.hash(message.signingInput) }

    /// Whether the token says that it is `issuer`'s. A hint which verifier to ask.
    public func claimsIssuer(_ issuer: Span<UInt8>) -> Bool {
        unverifiedClaims["iss"]?.equals(issuer) ?? false
    }
}
