import Codecs

/// The registered claims of a token (RFC 7519 §4.1) after every check on them.
struct ValidClaims {
    let subject: String
    let expires: WallTime
    let refusedFrom: WallTime
    let issuedAt: WallTime?

    /// Whom and when the claims must fit.
    struct Expectation: Sendable {
        let issuer: [UInt8]
        let audiences: [[UInt8]]
        let clockSkewSeconds: Int64
    }

    init(
        validating document: JSONDocument, against expected: Expectation, at now: WallTime
    ) throws(TokenFault) {
        let claims = RegisteredClaims(reading: document)
        guard let issuer = claims.issuer, issuer.equals(expected.issuer.span) else {
            throw .wrongIssuer
        }
        guard Self.audience(claims.audience, names: expected.audiences) else {
            throw .wrongAudience
        }
        // Times are between the years 1 and 9999, so that sums with the skew cannot overflow.
        let skew = expected.clockSkewSeconds
        guard let expires = try Self.time(claims.expires) else { throw .missingExpiry }
        let refusedFrom = expires.advanced(bySeconds: skew)
        guard now < refusedFrom else { throw .expired }
        if let notBefore = try Self.time(claims.notBefore),
            now.advanced(bySeconds: skew) < notBefore
        {
            throw .notYetValid
        }
        let issuedAt = try Self.time(claims.issuedAt)
        if let issuedAt, now.advanced(bySeconds: skew) < issuedAt { throw .issuedInFuture }
        guard let subject = claims.subject?.string, !subject.isEmpty else { throw .missingSubject }
        self.subject = subject
        self.expires = expires
        self.refusedFrom = refusedFrom
        self.issuedAt = issuedAt
    }

    /// `aud` is a string or an array of strings (RFC 7519 §4.1.3); anything else names nobody (T45).
    private static func audience(_ claim: JSONValue?, names audiences: [[UInt8]]) -> Bool {
        guard let claim else { return false }
        guard let elements = claim.elements else { return isOneOf(audiences, claim) }
        var isNamed = false
        for element in elements {
            guard element.kind == .string else { return false }
            if isOneOf(audiences, element) { isNamed = true }
        }
        return isNamed
    }

    private static func isOneOf(_ audiences: [[UInt8]], _ value: JSONValue) -> Bool {
        for audience in audiences where value.equals(audience.span) { return true }
        return false
    }

    /// nil where the claim is absent.
    private static func time(_ claim: JSONValue?) throws(TokenFault) -> WallTime? {
        guard let claim else { return nil }
        guard let time = claim.wallTime else { throw .invalidTime }
        return time
    }
}

extension WallTime {
    /// Saturates.
    fileprivate func advanced(bySeconds seconds: Int64) -> WallTime {
        let (sum, overflow) = secondsSince1970.addingReportingOverflow(seconds)
        return WallTime(secondsSince1970: overflow ? .max : sum)
    }
}
