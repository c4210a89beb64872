import Codecs
import HTTP
import Identity

/// `/.sallyport/session`: who am I, and until when. A page for people, JSON for programs; never a token
/// (T72). Asking does not prolong the session, so a page that asks every minute keeps nobody logged in.
extension LoginService {
    func whoAmI(_ visit: Visit) -> Answer {
        let session: OpenSession?
        do throws(SessionsUnavailable) {
            session = try self.session(of: visit)
        } catch {
            return unavailable(visit)
        }
        guard let session else { return whoAreYou(visit) }
        let expiry = sessions.lifetimes.expiry(of: session.index)
        if visit.isForPeople {
            let page = pages.session(
                Array(session.index.subject.utf8), until: expiry, in: visit.language)
            return Answer(page, reason: .pageServed)
        }
        var answer = Answer(.ok, reason: .pageServed)
        answer.add("Content-Type", "application/json")
        answer.add("Cache-Control", "no-store")
        answer.body.append("{\"subject\":")
        answer.body.append(jsonString: session.index.subject.utf8Span.span)
        answer.body.append(",\"expires\":\"")
        answer.body.append(timestamp: expiry)
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
