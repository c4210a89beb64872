import Codecs
import Crypto
import HTTP
import Identity

/// `/.sallyport/oauth/token`: a refresh token becomes the next pair (RFC 6749 §6). There is no other grant.
extension LoginService {
    func giveToken(_ visit: Visit) async -> Answer {
        await answerProgram(visit) { fields, client throws(OAuthFault) in
            guard let grant = fields.plain("grant_type") else { throw .invalidRequest }
            guard grant.elementsEqual("refresh_token".utf8) else { throw .unsupportedGrantType }
            guard let token = fields.plain("refresh_token"), !token.isEmpty else {
                throw .invalidRequest
            }
            // No login grants any scope (RFC 6749 §6: never more than at first).
            if let scope = fields.plain("scope"), !scope.isEmpty { throw .invalidScope }
            return try await redeem(token, for: client, visit)
        }
    }

    private func redeem(
        _ token: [UInt8], for client: String?, _ visit: Visit
    ) async throws(OAuthFault) -> Answer {
        let request = SessionRenewer.Request(
            secret: token, grant: .accessToken, host: visit.host, client: client,
            address: visit.address, requestID: visit.requestID)
        switch await renewer.redeem(request, in: snapshot, now: { moment }) {
        case .given(let secrets): return Answer(giving: secrets, at: moment.wall)
        // A client that is not the one it was given to; or who has not said which it is.
        case .refused(.otherClient) where client == nil: throw .invalidClient
        case .refused(let fault): throw .invalidGrant(fault.reason)
        case .unavailable: throw .unavailable(.sessionsUnavailable)
        }
    }

    /// What the three endpoints have in common: a safe connection, a form whose parameters stand there once
    /// (T69), and a client that is who it says it is.
    func answerProgram(
        _ visit: Visit,
        _ answer: (FormFields, _ client: String?) async throws(OAuthFault) -> Answer
    ) async -> Answer {
        guard visit.cookies != nil else { return refuseUnencryptedProgram(visit) }
        guard let issuer = snapshot.ownIssuer else {
            return refusal(.notFound, .noRoute, visit)
        }
        do throws(OAuthFault) {
            guard visit.isForm else { throw .invalidRequest }
            let fields: FormFields
            do throws(FormFields.Fault) {
                fields = try FormFields(parsing: visit.body.span)
            } catch {
                throw OAuthFault.invalidRequest
            }
            let client = try ClientAuthentication(issuer.settings).client(
                visit.authorization, fields)
            return try await answer(fields, client)
        } catch {
            return error.answer
        }
    }
}
