import Codecs
import HTTP
import Identity
import JOSE
import Telemetry

/// `/.sallyport/oauth/introspect`: what an access token is good for at this moment (RFC 7662), for programs that
/// prove who they are. Active is a token of the type that programs are given, whose login is alive and whose
/// account is what it was; never a refresh token, a cookie or anybody else's token (T54).
extension LoginService {
    func introspect(_ visit: Visit) async -> Answer {
        await answerProgram(visit) { fields, client throws(OAuthFault) in
            guard client != nil else { throw .invalidClient }
            guard let text = fields.plain("token") else { throw .invalidRequest }
            guard let token = verifiedAccessToken(text), let family = TokenFamily(of: token),
                try await isAlive(family)
            else { return Answer(inspecting: nil) }
            return Answer(inspecting: token)
        }
    }

    private func isAlive(_ family: TokenFamily) async throws(OAuthFault) -> Bool {
        var query = SessionQuery(account: family.account)
        do throws(StoreFault) {
            while true {
                let page = try await sessions.store.sessions(
                    query, timeoutNanoseconds: Self.storeNanoseconds)
                if page.entries.contains(where: { $0.index.family == family.name }) { return true }
                guard let next = page.next else { return false }
                query.after = next
            }
        } catch {
            log.error("a token was not inspected", ["fault": "\(error)"])
            throw .unavailable(.sessionsUnavailable)
        }
    }
}

extension Answer {
    /// - Parameter token: nil for one that is not active, of which nothing else is told (RFC 7662 §2.2).
    fileprivate init(inspecting token: VerifiedToken?) {
        self.init(.ok, reason: .tokenInspected)
        addOAuthLines()
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.name("active")
        writer.bool(token != nil)
        if let token {
            writer.name("token_type")
            writer.string("Bearer" as StaticString)
            for name in ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "sid"]
                as [StaticString]
            {
                guard let value = token.claims[name] else { continue }
                writer.name(name)
                writer.value(value)
            }
        }
        writer.endObject()
        body.append(writer.span)
        body.append("\n")
    }
}
