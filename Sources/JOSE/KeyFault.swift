public import Codecs
public import Crypto

/// Why a key is refused.
public enum KeyFault: Error, Equatable, Sendable {
    /// Not a JSON object with a `kty` that is a string.
    case notAKey
    case missingMember(String)
    /// Wrong JSON type, not canonical base64url, or empty.
    case invalidMember(String)
    /// A private key where public ones belong: whoever may read the file could sign.
    case privateKey
    /// A shared secret in a public key set, which would turn a public document into a signing key (T38).
    case sharedSecret
    /// A public key where the issuer is declared symmetric.
    case notASecret
    /// `alg` names an algorithm of another key type or curve.
    case algorithmMismatch(SignatureAlgorithm)
    /// `use` and `key_ops` contradict each other, or `key_ops` has no `verify` (`sign`) in it.
    case operationsMismatch
    /// Nothing says which algorithm to sign with.
    case missingAlgorithm
    /// Too short for the algorithm (RFC 7518 §3.2), in bytes.
    case secretTooShort(needed: Int, found: Int)
    case crypto(CryptoFault)
}

/// Why a file or answer is no key set.
public enum KeySetFault: Error, Equatable, Sendable {
    /// More than `KeySet.byteCountLimit` bytes.
    case tooLarge
    /// More than `KeySet.keysLimit` keys.
    case tooManyKeys
    case invalidJSON(JSONFault)
    /// Neither a JWK Set, nor a JWK, nor PEM.
    case notAKeySet
    /// A PEM block that is not closed, not base64, or carries header fields.
    case invalidPEM
    /// A PEM block of that label, which holds no public key.
    case unsupportedPEM(label: String)
    /// The key at that place, counted from 1, is refused.
    case key(number: Int, keyID: String?, KeyFault)
    /// Two keys of one type share a `kid`: it would not say which one signed.
    case duplicateKeyID(String)
    /// No key that could verify a token; what was left aside, and why.
    case noUsableKey([SkippedKey])
}

/// A sound key that is left aside, as RFC 7517 §5 asks, because it is not for verifying tokens.
public struct SkippedKey: Equatable, Sendable {
    public enum Reason: Equatable, Sendable {
        /// A `kty` or `crv` not supported here.
        case unsupportedType(String)
        /// An `alg` not supported here, among them all that encrypt.
        case unsupportedAlgorithm(String)
        /// `use` is not `sig`.
        case notForSignatures
    }

    /// Its place in the set, counted from 1.
    public let number: Int
    public let keyID: String?
    public let reason: Reason
}
