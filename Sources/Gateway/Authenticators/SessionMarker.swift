import Codecs
import Crypto
import Identity

/// Says of a session by what it may be revoked: once, when its record is opened; the marks stay with its
/// principal.
struct SessionMarker: ~Copyable {
    private var tagger: RevocationTagger

    /// - Parameter storeKey: of the store that sessions and revocations are kept in.
    init(storeKey: Secret) throws(CryptoFault) {
        tagger = try RevocationTagger(storeKey: storeKey)
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
