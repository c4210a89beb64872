import Codecs
import HTTP
import Identity
import JOSE
import Policy

/// Bearer tokens (RFC 6750): JWTs of the issuers that a route believes.
///
/// It promises that a principal comes out only where one of these issuers' keys verified the very
/// token presented, or did so before under the same snapshot. The first issuer that recognises the
/// token decides, and its refusal is final (T43). Nothing it answers depends on which check failed
/// but the reason in the log. Tokens of our own end
/// with the account's line besides, as sessions do.
enum BearerToken {
    /// Where the token begins in an Authorization value with the scheme Bearer, in whatever case
    /// (RFC 9110 §11.1); nil for another scheme, which is none of ours. Whatever else than a space
    /// stands behind the word is a token, and a bad one (T43).
    static func start(in authorization: Span<UInt8>) -> Int? {
        let scheme: InlineArray<6, UInt8> = [0x62, 0x65, 0x61, 0x72, 0x65, 0x72]
        let length = scheme.count
        guard authorization.count >= length else { return nil }
        for index in scheme.indices where authorization[index] | 0x20 != scheme[index] {
            return nil
        }
        guard authorization.count > length else { return length }
        // `Bearer2` is another scheme.
        if ASCIISet.unreserved.contains(authorization[length]) { return nil }
        var start = length
        while start < authorization.count, authorization[start] == UInt8(ascii: " ") { start += 1 }
        return start
    }

    static func authenticate(
        _ token: Span<UInt8>, for issuers: VerifierSet, in snapshot: Snapshot,
        remembering cache: inout TokenCache, at now: WallTime
    ) -> AuthenticationOutcome {
        guard !token.isEmpty, token.count <= UnverifiedToken.byteCountLimit else {
            return .rejected(token.isEmpty ? .malformed : .token(.tooLong))
        }
        let tag = cache.tag(of: token, for: issuers)
        if let principal = cache.find(tag, generation: snapshot.generation, at: now) {
            return .authenticated(principal)
        }
        do throws(TokenFault) {
            let unverified = try UnverifiedToken(parsing: token)
            if unverified.carriesKey { cache.events.ignoredKeys += 1 }
            let verified = try TokenVerifier.verify(
                unverified, withOneOf: issuers.verifiers, at: now)
            if verified.issuerName == OwnIssuer.name,
                snapshot.accounts?.account(of: verified) == nil
            {
                return .rejected(.accountChanged)
            }
            let marks = cache.marker?.marks(of: verified, unverified) ?? RevocationMarks()
            let principal = Principal(
                verified, markedBy: marks, describing: snapshot.table.description)
            cache.insert(
                principal, as: tag, until: verified.refusedFrom, generation: snapshot.generation)
            return .authenticated(principal)
        } catch {
            return .rejected(.token(error))
        }
    }
}

extension Principal {
    /// The principal that a verified token names.
    fileprivate init(
        _ token: VerifiedToken, markedBy marks: RevocationMarks,
        describing description: Description
    ) {
        var attributes = Attributes(
            kind: .bearer, issuer: token.issuerName, subject: token.subject,
            expires: token.refusedFrom)
        if let issued = token.issuedAt { attributes.issued = issued }
        attributes.marks = marks
        self.init(attributes, claims: token.claims.root, describing: description)
    }
}
