import Codecs
import Crypto
import HTTP
import Identity
import Telemetry
import Transport

/// One worker's endpoints of our own: it answers every visit exactly once and never throws. What has to
/// wait (a hash, the store) waits in the task that asked, never on the loop, and everything waited for
/// has a bound.
final class LoginService {
    let sessions: SessionCookie
    let renewer: SessionRenewer
    private let revocations: RevocationReader
    let throttle: LoginThrottle
    let hashes: HashThreads
    let forms: FormToken
    let log: OperatorLog
    private let ended: Mailbox<[RevocationTag]>
    private let trail: AuditTrail?
    /// Owns this service.
    private unowned let worker: Worker

    /// For a write to the store.
    static let storeNanoseconds: UInt64 = 5_000_000_000

    /// What the services of all workers share.
    struct Shared: Sendable {
        let throttle: LoginThrottle
        let hashes: HashThreads
        let forms: FormToken
        let log: OperatorLog
        /// Told of what has ended in the store.
        let ended: Mailbox<[RevocationTag]>
    }

    init(_ shared: Shared, sessions: SessionCookie, trail: AuditTrail?, worker: Worker) {
        throttle = shared.throttle
        hashes = shared.hashes
        forms = shared.forms
        log = shared.log
        ended = shared.ended
        self.trail = trail
        self.sessions = sessions
        revocations = worker.memory.revocations
        renewer = SessionRenewer(
            sessions, refusing: revocations, trail: trail, shared)
        self.worker = worker
    }

    /// The snapshot in force now; after a wait it may be another than before.
    var snapshot: Snapshot { worker.snapshot }

    var pages: Pages { snapshot.pages }

    /// Session time.
    var now: WallTime { worker.moment(at: SystemClock.now()).session }

    func answer(_ visit: Visit) async -> Answer {
        if visit.isAmbiguous {
            return refusal(.badRequest, .credentialAmbiguous, visit)
        }
        switch (visit.endpoint, visit.isPost) {
        case (.login, false): return showLogin(visit)
        case (.login, true): return await logIn(visit)
        case (.logout, false): return showLogout(visit)
        case (.logout, true): return await logOut(visit)
        case (.session, _): return await whoAmI(visit)
        }
    }

    /// The session that the visit's cookie opens, without a note that it was used.
    func session(of visit: Visit) throws(SessionsUnavailable) -> OpenSession? {
        guard case .one(let cookie) = visit.session else { return nil }
        return try session(of: cookie, on: visit.host)
    }

    private func session(
        of cookie: [UInt8], on host: [UInt8]
    ) throws(SessionsUnavailable) -> OpenSession? {
        let session = try sessions.session(
            of: cookie.span, on: host.span, in: snapshot, at: now)
        let wall = SystemClock.wallTime()
        guard session?.principal.revocation(in: revocations, at: wall) == nil else { return nil }
        return session
    }

    /// The session of a secret that was given out just now.
    func session(
        _ secret: SessionSecret, on host: [UInt8]
    ) throws(SessionsUnavailable) -> OpenSession? {
        var cookie = ByteBuffer(capacity: SessionSecret.textByteCount)
        secret.appendText(to: &cookie)
        return try session(of: [UInt8](cookie.span), on: host)
    }

    /// What renews the visit's session, where it has expired and something does.
    func renewal(for visit: Visit) async -> Renewal? {
        guard snapshot.renewsSessions, case .one(let cookie) = visit.refresh else { return nil }
        let request = SessionRenewer.Request(
            cookie: cookie, host: visit.host,
            address: visit.client.address.map { "\($0.unmapped)" } ?? "",
            requestID: visit.requestID)
        let outcome = await renewer.renew(request, in: snapshot) { now }
        guard case .renewed(_, let renewal) = outcome else { return nil }
        return renewal
    }

    /// The same for a page that is as good without knowing.
    func knownSession(of visit: Visit) -> OpenSession? {
        do throws(SessionsUnavailable) {
            return try session(of: visit)
        } catch {
            return nil
        }
    }

    /// The store cannot be asked: 503, and when to try again.
    func unavailable(_ visit: Visit) -> Answer {
        var answer = refusal(.serviceUnavailable, .sessionsUnavailable, visit)
        answer.add("Retry-After", "1")
        return answer
    }

    /// A refusal as a page for people, as a problem document for programs.
    func refusal(_ status: StatusCode, _ reason: ReasonCode, _ visit: Visit) -> Answer {
        var answer = Answer(status, reason: reason)
        if visit.isForPeople {
            answer.show(pages.error(ErrorPage(status: status), in: visit.language))
        } else {
            answer.describeProblem()
            answer.add("Cache-Control", "no-store")
        }
        return answer
    }
}

// MARK: What is under way

extension LoginService {
    /// By what the requests are known that are under way of these sessions and of all that came of the same
    /// logins; to be asked while the sessions are there.
    func tags(of ids: [SessionID]) -> [RevocationTag] {
        ids.flatMap { sessions.marker.tags(of: $0, in: sessions.index(of: $0)?.family ?? []) }
    }

    /// Ends what is under way of sessions that have ended in the store (R4).
    func endStreams(of tags: [RevocationTag]) {
        if !tags.isEmpty { ended.send(tags) }
    }
}

// MARK: The audit trail

extension LoginService {
    /// Of a session that began or ended.
    func audit(
        _ event: AuditLine.Event, _ reason: ReasonCode, _ visit: Visit, of index: SessionIndex,
        as id: SessionID
    ) {
        var line = visit.auditLine(event, reason)
        line.issuer = index.issuer
        line.subject = index.subject
        line.session = id.hex
        trail?.record(line)
    }

    /// Of a login that came to nothing. Who it was about is told only of an account that exists: what
    /// else stands in that field may be a password.
    func audit(
        _ event: AuditLine.Event, _ reason: ReasonCode, _ visit: Visit, of attempt: LoginAttempt
    ) {
        var line = visit.auditLine(event, reason)
        line.issuer = Account.issuer
        if let name = attempt.account, let account = snapshot.accounts?[name] {
            line.subject = account.name.text
        }
        trail?.record(line)
    }
}

extension Visit {
    fileprivate func auditLine(_ event: AuditLine.Event, _ reason: ReasonCode) -> AuditLine {
        var line = AuditLine(event, reason.name, at: .now)
        line.address = client.address.map { "\($0.unmapped)" } ?? ""
        line.host = String(decoding: host.span)
        line.requestID = String(decoding: requestID.span)
        return line
    }
}
