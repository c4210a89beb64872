import Codecs
import Identity
import JOSE
import Policy

/// Access cookies: signed tokens that stand for a session where tokens are delivered by cookies.
///
/// It promises that a principal comes out only for a token of the type that cookies have (T54), of our own
/// key, on the host that it was given out on, and while its account's line is the one that it names. What
/// was verified is remembered under host and token together (T79), for one snapshot.
enum AccessCookie {
    /// - Parameter isRenewable: whether a refresh token came along, for one that has expired.
    static func authenticate(
        _ cookie: Span<UInt8>, on host: Span<UInt8>, in snapshot: Snapshot, isRenewable: Bool,
        remembering cache: inout TokenCache, at now: WallTime
    ) -> AuthenticationOutcome {
        guard !cookie.isEmpty, cookie.count <= UnverifiedToken.byteCountLimit else {
            return .rejected(.session(.malformed))
        }
        let tag = cache.tag(of: cookie, on: host)
        if let principal = cache.find(tag, generation: snapshot.generation, at: now) {
            return .authenticated(principal)
        }
        do throws(CredentialFault) {
            let token = try verify(cookie, on: host, in: snapshot, at: now)
            let marks = cache.marker?.marks(of: token) ?? RevocationMarks()
            let principal = Principal(ofCookie: token, markedBy: marks, in: snapshot)
            cache.insert(
                principal, as: tag, until: token.refusedFrom, generation: snapshot.generation)
            return .authenticated(principal)
        } catch {
            return error.isOfTime && isRenewable ? .renewable : .rejected(error)
        }
    }

    /// The same without remembering.
    static func verify(
        _ cookie: Span<UInt8>, on host: Span<UInt8>, in snapshot: Snapshot, at now: WallTime
    ) throws(CredentialFault) -> VerifiedToken {
        guard let issuer = snapshot.ownIssuer else { throw .session(.unknown) }
        let token: VerifiedToken
        do throws(TokenFault) {
            token = try issuer.cookieVerifier.verify(
                UnverifiedToken(parsing: cookie), at: now)
        } catch {
            // Where its key is gone, so is its time.
            let isOver = error == .expired || error == .unknownKey
            throw isOver ? .session(.expired) : .session(.unreadable)
        }
        guard token.claims["host"]?.equals(host) == true else { throw .session(.otherHost) }
        guard snapshot.accounts?.account(of: token) != nil else {
            throw .session(.accountChanged)
        }
        return token
    }
}

extension CredentialFault {
    /// Whether a later one of the same login may be good.
    fileprivate var isOfTime: Bool {
        if case .session(.expired) = self { true } else { false }
    }
}

extension Principal {
    /// Whoever logged in: for routes the same as with a session.
    init(
        ofCookie token: VerifiedToken, markedBy marks: RevocationMarks, in snapshot: Snapshot
    ) {
        var attributes = Attributes(
            kind: .session, issuer: Account.issuer, subject: token.subject,
            expires: token.refusedFrom)
        if let issued = token.issuedAt { attributes.issued = issued }
        attributes.marks = marks
        self.init(
            attributes, claims: token.claims.root, describing: snapshot.table.description)
    }
}
