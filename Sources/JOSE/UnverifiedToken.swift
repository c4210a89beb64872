public import Codecs

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

    public let algorithm: SignatureAlgorithm
    /// The `kid` header; a string.
    public let keyID: JSONValue?
    public let type: TokenType?
    /// Whether the header carries a key or an address of one. Counted, never followed.
    public let carriesKey: Bool
    public let unverifiedHeader: JSONDocument
    /// For display and for finding the issuer to ask; never for a decision.
    public let unverifiedClaims: JSONDocument
    let signature: [UInt8]
    private let signedBytes: [UInt8]

    /// What the signature is over: header and claims as sent (RFC 7515 §5.1).
    var signingInput: Span<UInt8> {
        @_lifetime(borrow self) get { signedBytes.span }
    }

    /// - Parameter text: the token alone, without white space around it.
    public init(parsing text: Span<UInt8>) throws(TokenFault) {
        guard text.count <= Self.byteCountLimit else { throw .tooLong }
        let dots = try Self.findDots(in: text)
        let header = try Self.parseObject(text.extracting(0..<dots.first), .header)
        let fields = try HeaderFields(reading: header)
        let claims = try Self.parseObject(
            text.extracting((dots.first + 1)..<dots.second), .claims)
        signature = try Self.decode(
            text.extracting((dots.second + 1)..<text.count), .signature)
        signedBytes = [UInt8](text.extracting(0..<dots.second))
        algorithm = fields.algorithm
        keyID = fields.keyID
        type = fields.type
        carriesKey = fields.carriesKey
        unverifiedHeader = header
        unverifiedClaims = claims
    }

    /// Whether the token says that it is `issuer`'s. A hint which verifier to ask.
    public func claimsIssuer(_ issuer: Span<UInt8>) -> Bool {
        unverifiedClaims["iss"]?.equals(issuer) ?? false
    }

    private static func findDots(
        in text: Span<UInt8>
    ) throws(TokenFault) -> (first: Int, second: Int) {
        let dot = UInt8(ascii: ".")
        var count = 0
        for index in text.indices where text[index] == dot { count += 1 }
        guard count == 2 else { throw count == 4 ? .encrypted : .wrongPartCount }
        // The header is short and the signature shorter than the claims: look from both ends.
        var first = 0
        while text[first] != dot { first += 1 }
        var second = text.count - 1
        while text[second] != dot { second -= 1 }
        guard first > 0, second > first + 1, second < text.count - 1 else {
            throw .wrongPartCount
        }
        return (first, second)
    }

    private static func parseObject(
        _ text: Span<UInt8>, _ part: TokenPart
    ) throws(TokenFault) -> JSONDocument {
        let bytes = try decode(text, part)
        let document: JSONDocument
        do throws(JSONFault) {
            document = try JSONDocument(parsing: bytes, depthLimit: depthLimit)
        } catch {
            throw .invalidJSON(part, error)
        }
        guard document.root.kind == .object else { throw .notAnObject(part) }
        return document
    }

    private static func decode(
        _ text: Span<UInt8>, _ part: TokenPart
    ) throws(TokenFault) -> [UInt8] {
        do throws(Base64Fault) {
            return try Base64URL.decode(text)
        } catch {
            throw .invalidBase64(part, error)
        }
    }
}
