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
    let audiences: [String]
    /// Signs access tokens for programs.
    let signer: TokenSigner
    /// Verifies them, and nothing else (T54).
    let verifier: TokenVerifier
    /// Of the keys that verify.
    let keyCount: Int
    let keySet: PublishedDocument
    let metadata: PublishedDocument

    /// - Parameter keys: with `key`'s public half among them.
    init(
        _ settings: TokenSettings, signingWith key: SigningKey, keys: KeySet
    ) throws(TokenRulesFault) {
        self.settings = settings
        audiences = settings.audience
        signer = TokenSigner(key, type: TokenType.accessToken.mediaType)
        keyCount = keys.keys.count
        var rules = TokenRules(
            name: Self.name, issuer: "\(settings.issuer)", audiences: settings.audience,
            algorithms: Set(keys.keys.compactMap(\.algorithm)), keys: keys)
        // One clock: nobody's can differ.
        rules.clockSkew = .zero
        rules.types = [.accessToken]
        verifier = try TokenVerifier(rules)
        do throws(CryptoFault) {
            let digest = try Digest(.sha256)
            keySet = PublishedDocument(keys.serialized(), hashedBy: digest)
            metadata = PublishedDocument(settings.metadata, hashedBy: digest)
        } catch {
            throw .crypto(error)
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
        // No authorization endpoint, so no response types either; the member is required.
        writer.member("response_types_supported", [])
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
