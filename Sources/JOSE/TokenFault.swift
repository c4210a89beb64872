public import Codecs

/// Why a token is no credential. For the audit trail alone: clients are told `invalid_token` and
/// nothing else, since each distinction would help whoever is forging.
public enum TokenFault: Error, Equatable, Sendable {
    // Form (RFC 7515 §7.1, §4.1)

    /// More than `UnverifiedToken.byteCountLimit` bytes; nothing of it was read.
    case tooLong
    /// Not three parts, or one of them empty.
    case wrongPartCount
    /// Five parts or an `enc` header: an encrypted token, which no configuration accepts (T39).
    case encrypted
    /// A part that is not canonical base64url (T53).
    case invalidBase64(TokenPart, Base64Fault)
    /// A part that is not strict JSON (T49).
    case invalidJSON(TokenPart, JSONFault)
    /// A part that is JSON and no object.
    case notAnObject(TokenPart)
    /// A header parameter of the wrong JSON type.
    case invalidHeader
    /// `crit`, none of whose extensions are implemented (T42).
    case criticalHeader
    /// `zip`: never inflated (T48).
    case compressed
    /// `alg` absent.
    case missingAlgorithm
    /// `alg` is `none`, in whatever case (T38).
    case unsigned
    /// An `alg` outside the list of this program.
    case unknownAlgorithm

    // Signature

    /// `typ` is not one this issuer's tokens may have (T54).
    case wrongType
    /// An `alg` this issuer does not use.
    case algorithmNotAllowed
    /// A `kid` no key of the issuer has.
    case unknownKey
    /// The key named by `kid`, or every key where none is named, is not for this `alg` (T38).
    case keyNotForAlgorithm
    /// No `kid`, and more keys to try than `TokenVerifier.attemptsLimit`.
    case keyIDRequired
    case invalidSignature

    // Claims (RFC 7519 §4.1)

    /// `iss` absent, no string, or not exactly the issuer's.
    case wrongIssuer
    /// `aud` absent, of the wrong type, or without one of ours.
    case wrongAudience
    case missingExpiry
    /// `exp`, `nbf` or `iat` that is no number between the years 1 and 9999 (T46).
    case invalidTime
    case expired
    case notYetValid
    /// `iat` lies in the future by more than the clock skew.
    case issuedInFuture
    /// `sub` absent, empty or no string.
    case missingSubject
}

/// The parts of a token in the compact form.
public enum TokenPart: Equatable, Sendable {
    case header
    case claims
    case signature
}

extension TokenFault {
    /// The name of the fault in logs and metrics; stable, and free of anything from the token.
    public var reason: StaticString {
        switch self {
        case .tooLong: "token_too_long"
        case .wrongPartCount: "token_wrong_part_count"
        case .encrypted: "token_encrypted"
        case .invalidBase64: "token_invalid_base64"
        case .invalidJSON: "token_invalid_json"
        case .notAnObject: "token_not_an_object"
        case .invalidHeader: "token_invalid_header"
        case .criticalHeader: "token_critical_header"
        case .compressed: "token_compressed"
        case .missingAlgorithm: "token_missing_algorithm"
        case .unsigned: "token_unsigned"
        case .unknownAlgorithm: "token_unknown_algorithm"
        case .wrongType: "token_wrong_type"
        case .algorithmNotAllowed: "token_algorithm_not_allowed"
        case .unknownKey: "token_unknown_key"
        case .keyNotForAlgorithm: "token_key_not_for_algorithm"
        case .keyIDRequired: "token_key_id_required"
        case .invalidSignature: "token_invalid_signature"
        case .wrongIssuer: "token_wrong_issuer"
        case .wrongAudience: "token_wrong_audience"
        case .missingExpiry: "token_missing_expiry"
        case .invalidTime: "token_invalid_time"
        case .expired: "token_expired"
        case .notYetValid: "token_not_yet_valid"
        case .issuedInFuture: "token_issued_in_future"
        case .missingSubject: "token_missing_subject"
        }
    }
}
