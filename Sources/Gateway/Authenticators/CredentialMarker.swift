import Codecs
import Crypto
import Identity
import JOSE

/// Says of a credential by what it may be revoked: once, when it is verified or its record is opened; the marks
/// stay with its principal. One for each who does that on a worker.
struct CredentialMarker: ~Copyable {
    private var tagger: RevocationTagger
    private let digest: Digest

    /// - Parameter storeKey: of the store that sessions and revocations are kept in.
    init(storeKey: Secret) throws(CryptoFault) {
        let digest = try Digest(.sha256)
        tagger = try RevocationTagger(storeKey: storeKey)
        self.digest = digest
    }

    /// The token itself by its `jti`, without one by the hash of what is signed (T53); its subject, its client
    /// (`client_id`, RFC 9068; `azp`, OpenID Connect), its issuer, and everything. All under the issuer's
    /// `iss`, which stays when its entry in the configuration gets another name. A token of our own is besides
    /// what its login is: of an account, and of a family.
    /// - Parameter unverified: the same token, where it may lack a `jti`.
    mutating func marks(
        of token: VerifiedToken, _ unverified: UnverifiedToken? = nil
    ) -> RevocationMarks {
        var marks = RevocationMarks()
        let issuer = token.claims.bytes(of: "iss") ?? []
        if let id = token.claims.bytes(of: "jti") {
            marks.insert(tagger.token(id.span, of: issuer.span))
        } else if let unverified {
            let hash = unverified.contentHash(by: digest)
            marks.insert(tagger.token(hashed: hash.span, of: issuer.span))
        }
        if let client = token.claims.bytes(of: "client_id") ?? token.claims.bytes(of: "azp") {
            marks.insert(tagger.client(client.span, of: issuer.span))
        }
        marks.insert(tagger.issuer(issuer.span))
        marks.insert(tagger.everything())
        let isOwn = token.issuerName == OwnIssuer.name
        let owner = isOwn ? Array(Account.issuer.utf8) : issuer
        marks.insert(tagger.subject(Array(token.subject.utf8).span, of: owner.span))
        if isOwn, let family = token.claims.bytes(of: "sid").flatMap({ Hex.decode($0.span) }) {
            marks.insert(tagger.family(family.span))
        }
        return marks
    }

    /// The session by its ID, what came of the same login by the family, its subject, its browser, those who
    /// vouch for it, and everything.
    mutating func marks(of index: SessionIndex, _ id: SessionID) -> RevocationMarks {
        var marks = RevocationMarks()
        let issuer = Array(index.issuer.utf8)
        marks.insert(tagger.session(id))
        if !index.family.isEmpty { marks.insert(tagger.family(index.family.span)) }
        marks.insert(tagger.subject(Array(index.subject.utf8).span, of: issuer.span))
        if !index.deviceID.isEmpty { marks.insert(tagger.device(index.deviceID.span)) }
        marks.insert(tagger.issuer(issuer.span))
        marks.insert(tagger.everything())
        return marks
    }

    /// By what requests under way are known of a session and of all that came of the same login.
    /// - Parameter family: empty where there is none.
    mutating func tags(of id: SessionID, in family: [UInt8]) -> [RevocationTag] {
        family.isEmpty ? [tagger.session(id)] : [tagger.session(id), tagger.family(family.span)]
    }

    /// By what those of a subject's are known.
    mutating func tag(of account: SessionAccount) -> RevocationTag {
        tagger.subject(Array(account.subject.utf8).span, of: Array(account.issuer.utf8).span)
    }
}

extension JSONDocument {
    /// A member's text; nil where it is none.
    fileprivate func bytes(of name: StaticString) -> [UInt8]? {
        self[name]?.string.map { Array($0.utf8) }
    }
}
