import Codecs
import Identity

/// The session that a visit comes with, renewed where it had expired.
struct CurrentSession {
    let session: KnownSession
    /// What a session of its own is stored under; nil where it is one of a login's.
    let id: SessionID?
    /// Goes out with whatever the answer is, or the browser would lose its session.
    var renewal: SessionSecrets?

    /// Whether a login in a list is the one that this session came of.
    func isOf(_ login: SessionPage.Entry) -> Bool {
        login.id == id || !session.family.isEmpty && login.index.family == session.family
    }
}

extension LoginService {
    /// - Returns: nil where there is none, and nothing renews it.
    func currentSession(of visit: Visit) async throws(SessionsUnavailable) -> CurrentSession? {
        if let session = try self.session(of: visit), case .one(let cookie) = visit.session {
            let secret = SessionSecret(parsing: cookie.span)
            return CurrentSession(session: session, id: secret?.id(by: sessions.digest))
        }
        guard let renewal = try await self.renewal(for: visit),
            let session = try self.session(renewal, on: visit.host)
        else { return nil }
        return CurrentSession(session: session, id: nil, renewal: renewal)
    }
}
