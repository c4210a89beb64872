import Codecs
import Crypto
import Identity
import JOSE

/// Says of a verified token by what it may be revoked: once, when it is verified; the marks stay with its
/// principal.
struct TokenMarker: ~Copyable {
    private var tagger: RevocationTagger
    private let digest: Digest

    /// - Parameter storeKey: of the store that revocations are kept in.
    init(storeKey: Secret) throws(CryptoFault) {
        let digest = try Digest(.sha256)
        tagger = try RevocationTagger(storeKey: storeKey)
        self.digest = digest
    }

    /// The token itself by its `jti`, without one by the hash of what is signed (T53); its subject, its client
    /// (`client_id`, RFC 9068; `azp`, OpenID Connect), its issuer, and everything. All under the issuer's
    /// `iss`, which stays when its entry in the configuration gets another name.
    mutating func marks(of token: VerifiedToken, _ unverified: UnverifiedToken) -> RevocationMarks {
        var marks = RevocationMarks()
        let issuer = token.claims.bytes(of: "iss") ?? []
        if let id = token.claims.bytes(of: "jti") {
            marks.insert(tagger.token(id.span, of: issuer.span))
        } else {
            let hash = unverified.contentHash(by: digest)
            marks.insert(tagger.token(hashed: hash.span, of: issuer.span))
        }
        marks.insert(tagger.subject(Array(token.subject.utf8).span, of: issuer.span))
        if let client = token.claims.bytes(of: "client_id") ?? token.claims.bytes(of: "azp") {
            marks.insert(tagger.client(client.span, of: issuer.span))
        }
        marks.insert(tagger.issuer(issuer.span))
        marks.insert(tagger.everything())
        return marks
    }
}

extension JSONDocument {
    /// A member's text; nil where it is none.
    fileprivate func bytes(of name: StaticString) -> [UInt8]? {
        self[name]?.string.map { Array($0.utf8) }
    }
}
