import Codecs
import Crypto
import HTTP
import Identity
import Telemetry

/// Login and logout where sessions are sealed into their cookies: a login writes nothing, unless it takes the
/// place of another, and what ends is revoked.
extension LoginService {
    /// The answer of `begin`, for a session of which nothing is stored.
    func beginSealed(
        _ account: Account, from device: DeviceCookie, _ attempt: LoginAttempt, _ visit: Visit
    ) async -> Answer {
        guard let cookies = visit.cookies else { return refuseUnencrypted(visit) }
        let moment = self.moment
        var index = SessionIndex(
            account, visit, lifetimes: sessions.lifetimes, at: moment.session)
        index.deviceID = device.id(by: sessions.digest)
        let data = SessionClaims.ofPasswordLogin(at: moment.wall)
        guard let made = sessions.sealed?.begin(index, data: data, in: snapshot) else {
            log.error("no session for a login: it does not fit into a cookie", [:])
            return show(attempt, .unavailable, .sessionsUnavailable, visit, cookies)
        }
        do throws(StoreFault) {
            _ = try await endSealed(visit)
        } catch {
            log.error("no session for a login", ["fault": "\(error)"])
            return show(attempt, .unavailable, .sessionsUnavailable, visit, cookies)
        }
        // The account's line may have changed meanwhile.
        guard snapshot.accounts?.account(of: index) != nil else {
            return show(attempt, .wrongCredentials, .loginRefused, visit, cookies)
        }
        audit(.login, .loggedIn, visit, of: index, as: made.id)
        var answer = loggedIn(attempt)
        cookies.append(made.cookie.span, as: .session, to: &answer.lines)
        device.append(as: cookies, to: &answer.lines)
        return answer
    }

    private func sealedSession(of visit: Visit) -> OpenSession? {
        guard case .one(let cookie) = visit.session else { return nil }
        do throws(SessionsUnavailable) {
            return try openSession(cookie, on: visit.host)
        } catch {
            return nil
        }
    }

    /// Ends the session that the browser has, where it is sealed and alive (T61).
    /// - Returns: what ended; nil where there was nothing to end.
    func endSealed(_ visit: Visit) async throws(StoreFault) -> OpenSession? {
        guard let sealed = sessions.sealed, let session = sealedSession(of: visit) else {
            return nil
        }
        try await sealed.end(session, at: now)
        return session
    }
}
