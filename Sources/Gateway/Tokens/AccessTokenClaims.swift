import Codecs
import Crypto
import Identity
import JOSE

/// What access tokens of our own say of a login, besides what every token says (RFC 9068 §2.2). The groups
/// are those at the time of issue; `account` names the line of the account, so that a token ends with it.
enum AccessTokenClaims {
    /// `client_id` of a token that was given to a program without a name of its own (RFC 9068 §2.2 wants
    /// one); no entry of `clients` can be called so.
    static let publicClient = "sallyport"
    static let tokenIDByteCount = 16

    /// The claims as JSON.
    /// - Parameter data: what was sealed to the refresh secret: an object that is not empty.
    static func text(
        of account: Account, _ index: SessionIndex, data: Span<UInt8>
    ) throws(JSONFault) -> JSONDocument {
        var text = ByteBuffer(capacity: 512)
        text.append("{\"sid\":\"")
        text.append(Hex.encode(index.family.span))
        text.append("\",\"account\":\"")
        text.append(Base64URL.encode(account.fingerprint.bytes.span))
        text.append("\",\"groups\":[")
        for (place, group) in account.groups.enumerated() {
            if place > 0 { text.append(",") }
            text.append(jsonString: group.utf8Span.span)
        }
        text.append("],")
        if index.grant == .accessCookie {
            text.append("\"host\":")
            text.append(jsonString: index.host.utf8Span.span)
            text.append(",")
        }
        text.append(data.extracting(droppingFirst: 1))
        return try JSONDocument(parsing: [UInt8](text.span), depthLimit: 4)
    }
}

/// Why no access token was made.
enum AccessTokenFault: Error, CustomStringConvertible {
    /// What the login is of has no token.
    case noGrant
    case claims
    case signature(CryptoFault)
    /// A cookie that browsers would drop (C05); its bytes.
    case tooLarge(Int)

    var description: String {
        switch self {
        case .noGrant: "the login gives no token"
        case .claims: "its claims cannot be written"
        case .signature(let fault): "\(fault)"
        case .tooLarge(let count):
            "a cookie of \(count) bytes, and browsers keep \(OwnIssuer.cookieByteCountLimit): the account "
                + "is in too many groups"
        }
    }
}

extension OwnIssuer {
    /// Of name and value, which every browser keeps (RFC 6265 §6.1).
    static let cookieByteCountLimit = 4_096

    /// Signs a token that begins now.
    /// - Parameters:
    ///   - index: of the login's refresh secret.
    ///   - data: what is sealed to it.
    func accessToken(
        for account: Account, _ index: SessionIndex, data: Span<UInt8>, at now: WallTime
    ) throws(AccessTokenFault) -> [UInt8] {
        let end = now.advanced(bySeconds: settings.access.components.seconds)
        var claims = NewClaims(
            issuer: "\(settings.issuer)",
            audience: index.grant == .accessCookie ? ["\(settings.issuer)"] : settings.audience,
            subject: account.name.text, lifetime: now...end)
        claims.tokenID = Base64URL.encode(
            SecureRandom().bytes(count: AccessTokenClaims.tokenIDByteCount).span)
        let text: [UInt8]
        do {
            claims.additional = try AccessTokenClaims.text(of: account, index, data: data)
            text = try claims.serialized()
        } catch {
            throw .claims
        }
        switch index.grant {
        case .session: throw .noGrant
        case .accessToken: return try Self.sign(text.span, by: signer)
        case .accessCookie:
            let token = try Self.sign(text.span, by: cookieSigner)
            let count = OwnCookies.secure.name(of: .access).utf8CodeUnitCount + token.count
            guard count <= Self.cookieByteCountLimit else { throw .tooLarge(count) }
            return token
        }
    }

    private static func sign(
        _ claims: Span<UInt8>, by signer: TokenSigner
    ) throws(AccessTokenFault) -> [UInt8] {
        var token = ByteBuffer(capacity: 1_024)
        do throws(CryptoFault) {
            try signer.sign(claims: claims, into: &token)
        } catch {
            throw .signature(error)
        }
        return [UInt8](token.span)
    }
}

extension AccountTable {
    /// The account that a token of our own is about; nil where it is gone or its line is another one now.
    func account(of token: VerifiedToken) -> Account? {
        guard let name = AccountName(token.subject), let account = self[name],
            let claimed = token.claims["account"],
            claimed.equals(Base64URL.encode(account.fingerprint.bytes.span).utf8Span.span)
        else { return nil }
        return account
    }
}
