import Codecs
import Configuration
import Crypto
import JOSE

/// The issuer `own` in force: the key that signs, the keys that verify, and what is published of both.
/// Immutable; a change of the keys' folder makes another with the next snapshot.
final class OwnIssuer: Sendable {
    /// What routes and principals call it; no entry of `issuers` can be called so.
    static let name = "own"

    let settings: TokenSettings
    /// Signs access tokens for programs.
    let signer: TokenSigner
    /// Verifies them, and nothing else (T54).
    let verifier: TokenVerifier
    /// Signs access tokens that browsers keep as cookies.
    let cookieSigner: TokenSigner
    /// Verifies those, and nothing else.
    let cookieVerifier: TokenVerifier
    /// Of the keys that verify.
    let keyCount: Int
    let keySet: PublishedDocument
    let metadata: PublishedDocument

    /// - Parameter keys: with `key`'s public half among them.
    init(
        _ settings: TokenSettings, signingWith key: SigningKey, keys: KeySet
    ) throws(TokenRulesFault) {
        self.settings = settings
        signer = TokenSigner(key, type: TokenType.accessToken.mediaType)
        keyCount = keys.keys.count
        var rules = TokenRules(
            name: Self.name, issuer: "\(settings.issuer)", audiences: settings.audience,
            algorithms: Set(keys.keys.compactMap(\.algorithm)), keys: keys)
        // One clock: nobody's can differ.
        rules.clockSkew = .zero
        rules.types = [.accessToken]
        verifier = try TokenVerifier(rules)
        cookieSigner = TokenSigner(key, type: TokenType.session.mediaType)
        rules.audiences = ["\(settings.issuer)"]
        rules.types = [.session]
        cookieVerifier = try TokenVerifier(rules)
        do throws(CryptoFault) {
            let digest = try Digest(.sha256)
            keySet = PublishedDocument(keys.serialized(), hashedBy: digest)
            metadata = PublishedDocument(settings.metadata, hashedBy: digest)
        } catch {
            throw .crypto(error)
        }
    }
}

extension OwnIssuer {
    /// Whether what it signs is what it believes: not so where the private key is another one's half.
    var believesItself: Bool {
        let now = WallTime(secondsSince1970: 0)
        let claims = NewClaims(
            issuer: "\(settings.issuer)", audience: settings.audience, subject: Self.name,
            lifetime: now...now.advanced(bySeconds: 1))
        do {
            let text = try claims.serialized()
            var token = ByteBuffer()
            try signer.sign(claims: text.span, into: &token)
            let unverified = try UnverifiedToken(parsing: token.span)
            _ = try verifier.verify(unverified, at: now)
            return true
        } catch {
            return false
        }
    }
}

extension TokenSettings {
    /// What clients learn of the issuer (RFC 8414 §2), and nothing that it does not do.
    fileprivate var metadata: String {
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        writer.name("issuer")
        writer.string("\(issuer)")
        writer.member("jwks_uri", .keys, of: issuer)
        writer.member("token_endpoint", .token, of: issuer)
        writer.member("grant_types_supported", ["refresh_token"])
        let authenticated = ["client_secret_basic", "client_secret_post"]
        writer.member("token_endpoint_auth_methods_supported", authenticated + ["none"])
        writer.member("revocation_endpoint", .revoke, of: issuer)
        writer.member("revocation_endpoint_auth_methods_supported", authenticated + ["none"])
        writer.member("introspection_endpoint", .introspect, of: issuer)
        writer.member("introspection_endpoint_auth_methods_supported", authenticated)
        // There is no authorization endpoint; the member is required, and must not be empty (§3.2).
        writer.member("response_types_supported", ["none"])
        writer.endObject()
        return String(decoding: writer.span)
    }
}

extension JSONWriter {
    fileprivate mutating func member(
        _ name: StaticString, _ endpoint: Endpoint, of issuer: some CustomStringConvertible
    ) {
        self.name(name)
        string("\(issuer)\(endpoint.path)")
    }

    fileprivate mutating func member(_ name: StaticString, _ words: [String]) {
        self.name(name)
        beginArray()
        for word in words { string(word) }
        endArray()
    }
}
