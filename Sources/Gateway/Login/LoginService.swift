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
    let families: TokenFamilies
    private let revocations: RevocationReader
    let throttle: LoginThrottle
    let hashes: HashThreads
    let forms: FormToken
    let tickets: FormToken
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
        /// Stand in for a password that was right a moment ago.
        let tickets: FormToken
        let log: OperatorLog
        /// Told of what has ended in the store.
        let ended: Mailbox<[RevocationTag]>
        /// nil: there is nothing to revoke in.
        let revocations: RevocationDoor?
    }

    init(_ shared: Shared, sessions: SessionCookie, trail: AuditTrail?, worker: Worker) {
        throttle = shared.throttle
        hashes = shared.hashes
        forms = shared.forms
        tickets = shared.tickets
        log = shared.log
        ended = shared.ended
        self.trail = trail
        self.sessions = sessions
        revocations = worker.memory.revocations
        families = TokenFamilies(shared.revocations, on: worker.loop)
        renewer = SessionRenewer(
            sessions, refusing: revocations, families: families, trail: trail, shared)
        self.worker = worker
    }

    /// The snapshot in force now; after a wait it may be another than before.
    var snapshot: Snapshot { worker.snapshot }

    var pages: Pages { snapshot.pages }

    var moment: Moment { worker.moment(at: SystemClock.now()) }

    /// When a login begins, to the nanosecond: an account's logins of one second have an order.
    var beginning: (moment: Moment, nanoseconds: UInt32) {
        let now = SystemClock.now()
        return (worker.moment(at: now), worker.nanoseconds(at: now))
    }

    /// Session time.
    var now: WallTime { moment.session }

    func answer(_ visit: Visit) async -> Answer {
        if visit.isAmbiguous {
            return refusal(.badRequest, .credentialAmbiguous, visit)
        }
        switch (visit.endpoint, visit.isPost) {
        case (.login, true) where visit.isJSON: return await logInProgram(visit)
        // There only for programs, where no route takes a session.
        case (.login, _) where !snapshot.takesSessions: return refusal(.notFound, .noRoute, visit)
        case (.login, false): return showLogin(visit)
        case (.login, true): return await logIn(visit)
        case (.logout, false): return showLogout(visit)
        case (.logout, true): return await logOut(visit)
        case (.session, _): return await whoAmI(visit)
        case (.devices, false): return await showDevices(visit)
        case (.devices, true): return await endDevices(visit)
        case (.keys, _): return publish(\.keySet, visit)
        case (.metadata, _): return publish(\.metadata, visit)
        case (.token, _): return await giveToken(visit)
        case (.revoke, _): return await revoke(visit)
        case (.introspect, _): return await introspect(visit)
        }
    }

    /// The session that the visit's cookie opens, without a note that it was used.
    func session(of visit: Visit) throws(SessionsUnavailable) -> KnownSession? {
        guard case .one(let cookie) = visit.session else { return nil }
        return try session(cookie, on: visit.host)
    }

    /// The same of what was given out just now.
    func session(
        _ secrets: SessionSecrets, on host: [UInt8]
    ) throws(SessionsUnavailable) -> KnownSession? {
        switch secrets.access {
        case .session(let secret): try session(secret.text, on: host)
        case .token(let token): try session(token, on: host)
        }
    }

    private func session(
        _ cookie: [UInt8], on host: [UInt8]
    ) throws(SessionsUnavailable) -> KnownSession? {
        guard snapshot.browserGrant == .session else {
            return KnownSession(accessCookie: cookie, on: host, in: snapshot, at: moment.wall)
        }
        return try openSession(cookie, on: host)
            .map { KnownSession($0, lifetimes: sessions.lifetimes) }
    }

    /// The session that a cookie opens, unless it was revoked.
    func openSession(
        _ cookie: [UInt8], on host: [UInt8]
    ) throws(SessionsUnavailable) -> OpenSession? {
        let moment = self.moment
        let session = try sessions.session(
            of: cookie.span, on: host.span, in: snapshot, at: moment.session)
        guard session?.principal.revocation(in: revocations, at: moment.earlier) == nil else {
            return nil
        }
        return session
    }

    /// What renews the visit's session, where it has expired and something does.
    func renewal(for visit: Visit) async throws(SessionsUnavailable) -> SessionSecrets? {
        guard snapshot.renewsSessions, case .one(let cookie) = visit.refresh else { return nil }
        let request = SessionRenewer.Request(
            secret: cookie, grant: snapshot.browserGrant, host: visit.host,
            address: visit.address, requestID: visit.requestID)
        switch await renewer.renew(request, in: snapshot, now: { moment }) {
        case .renewed(_, let secrets): return secrets
        case .refused: return nil
        case .unavailable: throw SessionsUnavailable()
        }
    }

    /// The same for a page that is as good without knowing.
    func knownSession(of visit: Visit) -> KnownSession? {
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

    func tags(of login: SessionPage.Entry) -> [RevocationTag] {
        sessions.marker.tags(of: login.id, in: login.index.family)
    }

    /// Has the access tokens refused that a login which has ended gave.
    func revokeTokens(
        of login: SessionPage.Entry, because reason: ReasonCode
    ) async throws(StoreFault) {
        guard login.index.grant != .session else { return }
        try await families.revoke(
            login.index.family, of: snapshot.ownIssuer, because: reason)
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

    /// Of a login that a program ended.
    func audit(
        _ event: AuditLine.Event, _ reason: ReasonCode, _ visit: Visit, ending count: Int,
        of family: TokenFamily
    ) {
        var line = visit.auditLine(event, reason)
        line.issuer = family.account.issuer
        line.subject = family.account.subject
        line.session = family.id?.hex ?? ""
        line.endedCount = count
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
        line.address = address
        line.host = String(decoding: host.span)
        line.requestID = String(decoding: requestID.span)
        return line
    }
}
