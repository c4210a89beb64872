public import Codecs

/// A revocation as somebody states it: what is taken back, why, who says so, and until when it must be
/// known. What the set in memory holds of it is a `RevocationEntry`; all of it is kept on disk.
public struct Revocation: Hashable, Sendable {
    /// Bytes that a value, a reason or an author may have.
    public static let textBytesLimit = 512

    public var kind: RevocationKind
    /// The `iss` of the issuer; empty for kinds that need none.
    public var issuer: String
    /// What is revoked, by kind: the `jti` of a token (or `sha256:` and the hexadecimal hash of what is signed,
    /// for a token without one), the hexadecimal ID of a session, family or device, the subject, the client;
    /// empty for an issuer and for everything.
    public var value: String
    /// Only what was issued at or before this second; nil: whatever was issued when.
    public var before: WallTime?
    public var reason: String
    /// Who revoked it.
    public var author: String
    public var created: WallTime
    /// From when on it may be forgotten, because what it revokes has expired by then; nil: never.
    public var expires: WallTime?

    public init(
        _ kind: RevocationKind, _ value: String, issuer: String = "", created: WallTime
    ) {
        self.kind = kind
        self.value = value
        self.issuer = issuer
        self.created = created
        reason = ""
        author = ""
    }

    /// What is wrong with it; nil for one that can be stored.
    public var fault: RevocationFault? {
        let texts = [issuer, value, reason, author]
        guard texts.allSatisfy({ $0.utf8.count <= Self.textBytesLimit }) else { return .tooLong }
        switch kind {
        case .token, .subject, .client:
            if issuer.isEmpty { return .issuerMissing }
            if value.isEmpty { return .valueMissing }
        case .session: if Hex.decode(value.utf8Span.span)?.count != 32 { return .badID }
        case .family, .device:
            if Hex.decode(value.utf8Span.span)?.isEmpty ?? true { return .badID }
        case .issuer: if issuer.isEmpty { return .issuerMissing }
        case .everything: break
        }
        if before != nil, !kind.heedsIssueTime { return .beforeMeaningless }
        if kind == .everything, before == nil { return .everythingForEver }
        if let expires, expires <= created { return .expiredAlready }
        return nil
    }
}

/// Why a revocation cannot be what was meant.
public enum RevocationFault: Error, Hashable, Sendable {
    case issuerMissing
    case valueMissing
    /// No hexadecimal ID of the kind's length.
    case badID
    case tooLong
    /// A token, a session, a family or a device is revoked whole.
    case beforeMeaningless
    /// Everything, whatever is issued when, would lock out everyone until the entry is removed.
    case everythingForEver
    case expiredAlready
}

extension RevocationFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .issuerMissing: "whose it is must be said: the issuer"
        case .valueMissing: "what is revoked must be said: the value"
        case .badID: "the value must be the hexadecimal ID"
        case .tooLong: "a text of more than \(Revocation.textBytesLimit) bytes"
        case .beforeMeaningless:
            "before is for subject, client, issuer and everything: the others are revoked whole"
        case .everythingForEver: "everything wants a before, or nobody could come in again"
        case .expiredAlready: "it would be forgotten before it begins"
        }
    }
}

extension RevocationTagger {
    /// The tag by which the credentials meet that a revocation means.
    /// - Returns: nil for one with a `fault`.
    public mutating func tag(of revocation: Revocation) -> RevocationTag? {
        guard revocation.fault == nil else { return nil }
        let issuer = Array(revocation.issuer.utf8)
        let value = Array(revocation.value.utf8)
        switch revocation.kind {
        case .token:
            let prefix = Array("sha256:".utf8)
            guard value.starts(with: prefix),
                let hash = Hex.decode(value.span.extracting(droppingFirst: prefix.count)),
                hash.count == 32
            else { return token(value.span, of: issuer.span) }
            return token(hashed: hash.span, of: issuer.span)
        case .session:
            guard let id = SessionID(hex: value.span) else { return nil }
            return session(id)
        case .family: return Hex.decode(value.span).map { family($0.span) }
        case .device: return Hex.decode(value.span).map { device($0.span) }
        case .subject: return subject(value.span, of: issuer.span)
        case .client: return client(value.span, of: issuer.span)
        case .issuer: return self.issuer(issuer.span)
        case .everything: return everything()
        }
    }
}
