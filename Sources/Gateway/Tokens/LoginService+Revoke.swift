import Codecs
import HTTP
import Identity
import JOSE
import Telemetry

/// `/.sallyport/oauth/revoke`: a program gives a token back (RFC 7009). Either token ends all that came of its
/// login; whatever was presented, the answer is the same, unless its program did not prove who it is.
extension LoginService {
    func revoke(_ visit: Visit) async -> Answer {
        await answerProgram(visit) { fields, client throws(OAuthFault) in
            guard let token = fields.plain("token") else { throw .invalidRequest }
            if let family = try family(of: token, for: client) {
                try await end(family, visit)
            }
            var answer = Answer(.ok, reason: .tokenRevoked)
            answer.add("Cache-Control", "no-store")
            return answer
        }
    }

    /// Logout by an access cookie: the same for what a browser has.
    /// - Returns: false where the store cannot be asked.
    func endAccessCookie(of visit: Visit) async -> Bool {
        guard snapshot.browserGrant == .accessCookie, case .one(let cookie) = visit.session else {
            return true
        }
        let token: VerifiedToken
        do throws(CredentialFault) {
            token = try AccessCookie.verify(
                cookie.span, on: visit.host.span, in: snapshot, at: moment.wall)
        } catch {
            return true
        }
        guard let family = TokenFamily(of: token) else { return true }
        do throws(StoreFault) {
            _ = try await sessions.store.endFamily(
                family.name, of: family.account, timeoutNanoseconds: Self.storeNanoseconds)
            try await families.revoke(
                family.name, of: snapshot.ownIssuer, because: .loggedOut)
            return true
        } catch {
            log.error("no logout", ["fault": "\(error)"])
            return false
        }
    }

    /// The login that the token came of; nil for what is no token of ours, or none any more.
    private func family(
        of text: [UInt8], for client: String?
    ) throws(OAuthFault) -> TokenFamily? {
        if let secret = SessionSecret(parsing: text.span) {
            return try refreshFamily(of: secret, for: client)
        }
        return try accessFamily(of: text, for: client)
    }

    private func refreshFamily(
        of secret: SessionSecret, for client: String?
    ) throws(OAuthFault) -> TokenFamily? {
        let id = secret.id(by: sessions.digest)
        guard let index = sessions.index(of: id), index.grant == .accessToken else { return nil }
        let family = TokenFamily(
            name: index.family,
            account: SessionAccount(issuer: index.issuer, subject: index.subject), id: id)
        // Of a spent one nobody knows any more whose it was; who has it has been robbed, or is the thief.
        guard index.kind == .refresh else { return family }
        let login: JSONDocument
        do {
            let data = try sessions.openData(beside: index, under: secret)
            login = try JSONDocument(parsing: data, depthLimit: 4)
        } catch {
            return nil
        }
        return try family.given(to: login["client_id"]?.string, asks: client)
    }

    /// An access token that is given back ends its login, as a refresh token does (RFC 7009 §2.1).
    private func accessFamily(
        of text: [UInt8], for client: String?
    ) throws(OAuthFault) -> TokenFamily? {
        guard let token = verifiedAccessToken(text), let family = TokenFamily(of: token) else {
            return nil
        }
        return try family.given(to: token.claims["client_id"]?.string, asks: client)
    }

    /// An access token that was given to a program, and good in every way that it tells itself.
    func verifiedAccessToken(_ text: [UInt8]) -> VerifiedToken? {
        guard let issuer = snapshot.ownIssuer else { return nil }
        do throws(TokenFault) {
            let token = try issuer.verifier.verify(
                UnverifiedToken(parsing: text.span), at: moment.wall)
            return snapshot.accounts?.account(of: token) == nil ? nil : token
        } catch {
            return nil
        }
    }

    private func end(_ family: TokenFamily, _ visit: Visit) async throws(OAuthFault) {
        do throws(StoreFault) {
            let count = try await sessions.store.endFamily(
                family.name, of: family.account, timeoutNanoseconds: Self.storeNanoseconds)
            try await families.revoke(
                family.name, of: snapshot.ownIssuer, because: .tokenRevoked)
            if count > 0 { audit(.tokenRevoked, .tokenRevoked, visit, ending: count, of: family) }
        } catch {
            log.error("a token was not revoked", ["fault": "\(error)"])
            throw .unavailable(.sessionsUnavailable)
        }
    }
}

/// All tokens that came of one login.
struct TokenFamily {
    let name: [UInt8]
    let account: SessionAccount
    /// Of the refresh token that told of it; nil for an access token.
    var id: SessionID?

    init(name: [UInt8], account: SessionAccount, id: SessionID?) {
        self.name = name
        self.account = account
        self.id = id
    }

    /// - Returns: nil where the token names none.
    init?(of token: VerifiedToken) {
        guard let text = token.claims["sid"], let name = Hex.decode(text.utf8) else { return nil }
        self.init(
            name: name, account: SessionAccount(issuer: Account.issuer, subject: token.subject),
            id: nil)
    }

    /// Itself to the program that it was given to, nothing to another one.
    fileprivate func given(
        to owner: String?, asks client: String?
    ) throws(OAuthFault) -> TokenFamily? {
        if owner == client ?? AccessTokenClaims.publicClient { return self }
        // It is somebody's who has a secret and did not show it.
        if client == nil { throw .invalidClient }
        return nil
    }
}
