import Codecs
import Configuration
import Crypto
import Identity
import Stores
import Telemetry
import Transport

/// What sessions and logins need once for the whole process: the store, the threads that hash, the
/// throttle. Workers get a door each; the account's changes are carried into the store from here.
final class SessionFoundation {
    private let store: EmbeddedStore
    private let lifetimes: SessionLifetimes
    private let shared: LoginService.Shared
    private let audit: LogWriter?
    private let log: OperatorLog
    /// Worker 0's loop and its own door, for what no worker asks for.
    private let loop: EventLoop
    private let connection: any SessionStore
    /// nil: sessions are stored.
    private let sealed: RevocationDoor?
    private let clock: SteadyWallClock
    private let metrics: ThreadMetrics
    private let trail: AuditTrail?
    private let sizeLimit: Int
    /// Told of what has ended in the store.
    private let ended: Mailbox<[RevocationTag]>
    private var marker: CredentialMarker
    /// Changed accounts whose sessions could not be ended yet.
    private var owed: [AccountName: [UInt8]] = [:]
    private var isFull = false
    private var timer: LoopTimer?

    /// How often the size of the store is looked at.
    private static let reportNanoseconds: UInt64 = 5_000_000_000
    /// Of the size limit; above it the operator is warned.
    private static let fullness = 0.8

    /// - Parameters:
    ///   - store: whose figures it reports.
    ///   - loop: worker 0's.
    ///   - revocations: by which sessions end that are sealed into their cookies.
    ///   - ended: told of what has ended in the store, so that what is under way of it ends.
    /// - Throws: what the store or the system refused.
    init(
        _ store: EmbeddedStore, _ settings: Settings, on loop: EventLoop, audit: LogWriter?,
        revocations: RevocationDoor, clock: SteadyWallClock, metrics: ThreadMetrics,
        log: OperatorLog, ended: Mailbox<[RevocationTag]>
    ) throws {
        self.store = store
        self.clock = clock
        sealed = settings.sessions.store == .cookie ? revocations : nil
        self.loop = loop
        self.log = log
        self.audit = audit
        self.metrics = metrics
        self.ended = ended
        marker = try CredentialMarker(storeKey: store.sealingSecret)
        lifetimes = SessionLifetimes(settings.sessions, tokens: settings.tokens)
        sizeLimit = settings.sessions.sizeLimit.bytes
        connection = try store.connection(on: loop)
        trail = audit.map { AuditTrail($0, metrics: metrics) }
        shared = LoginService.Shared(
            throttle: LoginThrottle(settings.accounts?.throttle ?? ThrottleSettings()),
            hashes: try HashThreads(),
            forms: try FormToken(key: store.key(for: "login form token"), for: .login),
            tickets: try FormToken(
                key: store.key(for: "proven password"), for: .provenPassword),
            log: log, ended: ended, revocations: revocations)
        let timer = LoopTimer(on: loop) { [unowned self] _ in report() }
        self.timer = timer
        report()
    }

    /// Gives a worker its door to the sessions and its login.
    func open(on worker: Worker, metrics: ThreadMetrics) throws {
        let sealed = try sealed.map { revocations in
            try SealedSessions(storeKey: store.sealingSecret, lifetimes: lifetimes) {
                [loop = worker.loop] (revocation) async throws(StoreFault) in
                try await revocations.revoke(revocation, from: loop)
            }
        }
        let sessions = try SessionCookie(
            store.connection(on: worker.loop), storeKey: store.sealingSecret,
            lifetimes: lifetimes, sealed: sealed)
        let trail = audit.map { AuditTrail($0, metrics: metrics) }
        worker.open(
            sessions, LoginService(shared, sessions: sessions, trail: trail, worker: worker))
    }

    // MARK: Accounts

    /// Ends the sessions of every account whose line is gone or another, for good: they do not come back
    /// with the line.
    func accountsChanged(from old: AccountTable?, to new: AccountTable?) {
        guard let old, let new else { return }
        for name in new.changes(from: old) {
            owed[name] = new[name]?.fingerprint.bytes ?? []
        }
        endOwed()
    }

    /// What fails is tried again with the next report.
    private func endOwed() {
        for (name, fingerprint) in owed {
            start { [self] in await end(name, keeping: fingerprint) }
        }
    }

    /// The same for what changed while no gateway ran.
    func sweep(_ accounts: AccountTable?) {
        guard let accounts else { return }
        start { [self] in
            do throws(StoreFault) {
                let count = try await connection.sweepOrphans { index in
                    index.issuer == Account.issuer && accounts.account(of: index) == nil
                }
                if count > 0 { ended(count, of: nil) }
            } catch {
                log.error("sessions of changed accounts not looked for", ["fault": "\(error)"])
            }
        }
    }

    /// - Parameter fingerprint: empty where the account is gone.
    private func end(_ name: AccountName, keeping fingerprint: [UInt8]) async {
        let account = SessionAccount(
            issuer: Account.issuer, subject: name.text,
            exceptFingerprint: fingerprint.isEmpty ? nil : fingerprint)
        do throws(StoreFault) {
            if let sealed { try await revokeSessions(of: name, by: sealed) }
            let count = try await connection.endAll(
                of: account, timeoutNanoseconds: LoginService.storeNanoseconds)
            if owed[name] == fingerprint { owed[name] = nil }
            // Also of a session that began under the new line a moment ago: it may be asked for again.
            self.ended.send([marker.tag(of: account)])
            ended(count, of: name)
        } catch {
            log.error(
                "sessions of a changed account not ended, trying again", ["fault": "\(error)"])
        }
    }

    /// What was begun before now, for as long as it could live: else it would come back with the line. Not
    /// within this very second, which may have seen a login with the new password.
    private func revokeSessions(
        of name: AccountName, by door: RevocationDoor
    ) async throws(StoreFault) {
        let now = clock.now()
        var revocation = Revocation(.subject, name.text, issuer: Account.issuer, created: now)
        revocation.before = now.advanced(bySeconds: -1)
        revocation.expires = lifetimes.absoluteExpiry(ofCreated: now)
        revocation.reason = "the account's line changed"
        revocation.author = "gateway"
        try await door.revoke(revocation, from: loop)
    }

    private func ended(_ count: Int, of name: AccountName?) {
        var line = AuditLine(.accountChanged, ReasonCode.sessionAccountChanged.name, at: .now)
        line.issuer = Account.issuer
        line.subject = name?.text ?? ""
        line.endedCount = count
        trail?.record(line)
    }

    /// Starts a task on worker 0's loop.
    private func start(_ body: @escaping () async -> Void) {
        // The executor of the loop runs it from beginning to end, so nothing in it leaves the thread.
        nonisolated(unsafe) let body = body
        loop.executor.start { await unsafe body() }
    }

    // MARK: The store's size

    private func report() {
        let used = store.figures.fill * Double(sizeLimit)
        metrics.set(.sessions, to: store.figures.sessionCount)
        metrics.set(.sessionStoreUsedBytes, to: Int(used))
        metrics.set(.sessionStoreLimitBytes, to: sizeLimit)
        let isFull = store.figures.fill > Self.fullness
        if isFull && !self.isFull {
            log.warning(
                "the session store is nearly full: at its limit nobody new can log in",
                ["used_bytes": "\(Int(used))", "limit_bytes": "\(sizeLimit)"])
        }
        self.isFull = isFull
        endOwed()
        timer?.set(nanoseconds: Self.reportNanoseconds)
    }

    /// Ends the threads.
    func stop() { shared.hashes.stop() }
}

extension SessionLifetimes {
    init(_ sessions: SessionSettings, tokens: TokenSettings? = nil) {
        let tokenGrace = (tokens ?? TokenSettings()).grace
        self.init(
            idle: sessions.idle.components.seconds, absolute: sessions.absolute.components.seconds,
            refresh: sessions.refresh?.components.seconds,
            grace: sessions.grace.components.seconds, tokenGrace: tokenGrace.components.seconds)
    }
}

extension EmbeddedSettings {
    init(
        _ settings: SessionSettings, folder: String, lifetimes: SessionLifetimes,
        clock: SteadyWallClock
    ) {
        self.init(path: folder, lifetimes: lifetimes) { clock.now() }
        sizeLimit = settings.sizeLimit.bytes
    }
}
