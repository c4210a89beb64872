import Codecs
import HTTP
import Identity

/// `/.sallyport/session`: who am I, and until when. A page for people, JSON for programs; never a token
/// (T72). Asking does not prolong the session, so a page that asks every minute keeps nobody logged in.
extension LoginService {
    func whoAmI(_ visit: Visit) async -> Answer {
        var session: KnownSession?
        var renewal: SessionSecrets?
        do throws(SessionsUnavailable) {
            session = try self.session(of: visit)
            if session == nil, let made = await self.renewal(for: visit) {
                renewal = made
                session = try self.session(made, on: visit.host)
            }
        } catch {
            return unavailable(visit)
        }
        var answer = whoAmI(session, visit)
        if let renewal, let cookies = visit.cookies {
            renewal.append(as: cookies, to: &answer.lines)
        }
        return answer
    }

    private func whoAmI(_ session: KnownSession?, _ visit: Visit) -> Answer {
        guard let session else { return whoAreYou(visit) }
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

    private func whoAreYou(_ visit: Visit) -> Answer {
        if visit.isForPeople {
            var answer = Answer(.found, reason: .noCredential)
            answer.add("Location", ReturnAddress.home.loginAddress)
            answer.add("Cache-Control", "no-store")
            return answer
        }
        var answer = Answer(.unauthorized, reason: .noCredential)
        answer.add("WWW-Authenticate", "Sallyport login=\"\(Endpoint.login.path)\"")
        answer.describeProblem(login: true)
        answer.add("Cache-Control", "no-store")
        return answer
    }
}
