import Codecs
import HTTP
import Identity

/// `/.sallyport/session`: who am I, and until when. A page for people, JSON for programs; never a token
/// (T72). Asking does not prolong the session, so a page that asks every minute keeps nobody logged in.
extension LoginService {
    func whoAmI(_ visit: Visit) async -> Answer {
        let current: CurrentSession?
        do throws(SessionsUnavailable) {
            current = try await currentSession(of: visit)
        } catch {
            return unavailable(visit)
        }
        var answer = whoAmI(current?.session, visit)
        if let renewal = current?.renewal, let cookies = visit.cookies {
            renewal.append(as: cookies, to: &answer.lines)
        }
        return answer
    }

    private func whoAmI(_ session: KnownSession?, _ visit: Visit) -> Answer {
        guard let session else { return whoAreYou(visit, for: .home) }
        if visit.isForPeople {
            let page = pages.session(
                Array(session.subject.utf8), until: session.expiry, in: visit.language)
            return Answer(page, reason: .pageServed)
        }
        var answer = Answer(.ok, reason: .pageServed)
        answer.add("Content-Type", "application/json")
        answer.add("Cache-Control", "no-store")
        answer.body.append("{\"subject\":")
        answer.body.append(jsonString: session.subject.utf8Span.span)
        answer.body.append(",\"expires\":\"")
        answer.body.append(timestamp: session.expiry)
        answer.body.append("Z\"}\n")
        return answer
    }

    /// To somebody without a session.
    /// - Parameter address: where a person goes after the login.
    func whoAreYou(_ visit: Visit, for address: ReturnAddress) -> Answer {
        if visit.isForPeople { return leadToLogin(.found, .noCredential, back: address) }
        var answer = Answer(.unauthorized, reason: .noCredential)
        answer.add("WWW-Authenticate", "Sallyport login=\"\(Endpoint.login.path)\"")
        answer.describeProblem(login: true)
        answer.add("Cache-Control", "no-store")
        return answer
    }

    /// Sends a person to the login and, after it, back to `address`.
    func leadToLogin(
        _ status: StatusCode, _ reason: ReasonCode, back address: ReturnAddress
    ) -> Answer {
        var answer = Answer(status, reason: reason)
        answer.add("Location", address.loginAddress)
        answer.add("Cache-Control", "no-store")
        return answer
    }
}
