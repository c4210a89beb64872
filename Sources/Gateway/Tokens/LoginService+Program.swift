import Codecs
import Crypto
import HTTP
import Identity
import Telemetry

/// A program's first pair: `POST /.sallyport/login` with name and password as JSON. The same throttle and the
/// same work as for people, and no form: no page can send this, since it would say its Origin.
extension LoginService {
    func logInProgram(_ visit: Visit) async -> Answer {
        guard visit.cookies != nil else { return refuseUnencryptedProgram(visit) }
        guard !visit.isFromPage else { return refusal(.forbidden, .forged, visit) }
        guard let issuer = snapshot.ownIssuer, issuer.settings.deliversJSON else {
            return refusal(.unsupportedMediaType, .malformedRequest, visit)
        }
        do throws(OAuthFault) {
            // A browser's cookies have no business here.
            guard !visit.bringsLogin else { throw .invalidRequest }
            let client = try ClientAuthentication(issuer.settings).client(
                visit.authorization, nil)
            let attempt = try LoginAttempt(parsing: visit.body.span)
            let account = try await account(of: attempt, visit)
            let secrets = try await begin(account, to: client, attempt, visit)
            return Answer(giving: secrets, at: moment.wall)
        } catch {
            return error.answer
        }
    }

    /// Secrets do not travel in the clear, except within this machine.
    func refuseUnencryptedProgram(_ visit: Visit) -> Answer {
        refusal(.forbidden, .loginUnencrypted, visit)
    }

    private func account(
        of attempt: LoginAttempt, _ visit: Visit
    ) async throws(OAuthFault) -> Account {
        let fault: OAuthFault
        let reason: ReasonCode
        switch await judge(attempt, from: visit.client.address) {
        case .right(let account): return account
        case .wrong: (reason, fault) = (.loginRefused, .invalidGrant(.loginRefused))
        case .later(let seconds):
            (reason, fault) = (.loginThrottled, .later(.loginThrottled, seconds: seconds))
        case .busy: (reason, fault) = (.loginUnavailable, .unavailable(.loginUnavailable))
        }
        audit(.login, reason, visit, of: attempt)
        throw fault
    }

    private func begin(
        _ account: Account, to client: String?, _ attempt: LoginAttempt, _ visit: Visit
    ) async throws(OAuthFault) -> SessionSecrets {
        do throws(BeginFault) {
            return try await begin(
                account, giving: .accessToken, to: client ?? AccessTokenClaims.publicClient,
                for: visit)
        } catch {
            switch error {
            case .accountChanged:
                audit(.login, .loginRefused, visit, of: attempt)
                throw .invalidGrant(.loginRefused)
            case .limitReached:
                audit(.login, .loginLimitReached, visit, of: attempt)
                throw .invalidGrant(.loginLimitReached)
            case .unavailable:
                audit(.login, .sessionsUnavailable, visit, of: attempt)
                throw .unavailable(.sessionsUnavailable)
            }
        }
    }
}

extension LoginAttempt {
    /// `{"username": …, "password": …}`; other members mean nothing.
    fileprivate init(parsing body: Span<UInt8>) throws(OAuthFault) {
        let document: JSONDocument
        do throws(JSONFault) {
            document = try JSONDocument(parsing: body, depthLimit: 4)
        } catch {
            throw .invalidRequest
        }
        guard let username = document["username"], username.kind == .string,
            let password = document["password"], password.kind == .string
        else { throw .invalidRequest }
        let secret = SecretBuffer(capacity: password.utf8.count)
        secret.append(password.utf8)
        self.init(to: .home, username: [UInt8](username.utf8), password: secret)
    }
}
