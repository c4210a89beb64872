import Codecs
import Crypto
import Identity
import Stores
import Telemetry
import Transport

/// What is revoked, for the whole process: it takes revocations in, has them stored, and gives every worker the
/// set that it refuses by. On worker 0's loop.
///
/// It promises that a revocation is durable and in force on every worker before anyone is told of it: what
/// was acknowledged is refused by the very next request, and after any crash (R2). What is under way ends with
/// it (R4), sessions that it means end in the store, and the answer says how many of each (R6).
final class RevocationService {
    private let connection: EmbeddedConnection
    private let clock: SteadyWallClock
    private let lifetimes: SessionLifetimes
    private let log: OperatorLog
    private let trail: AuditTrail?
    private let metrics: ThreadMetrics
    private let storeKey: Secret
    private var tagger: RevocationTagger
    private var builder: RevocationSetBuilder
    private var sealer: SessionSealer
    private let loop: EventLoop
    /// Every worker's; given when all are there.
    var workers: [WorkerHandle] = []
    private var timer: LoopTimer?
    /// How far the removal of expired ones from the store has come.
    private var sweptTo: RevocationID?

    /// For a write to the store.
    private static let storeNanoseconds: UInt64 = 30_000_000_000
    /// Each time a part of the set is swept, and a page of the store.
    private static let sweepNanoseconds: UInt64 = 1_000_000_000
    private static let sweptSegments = RevocationSetBuilder.segmentCount / 64
    private static let sweptPage = 256
    /// Entries that go into the set between two snapshots of a large import: until all workers have the newer
    /// one, what they touch is in memory twice.
    private static let publishedAtOnce = 100

    /// Loads everything that is stored.
    /// - Parameters:
    ///   - loop: worker 0's.
    ///   - clock: the time sessions live by.
    init(
        _ store: EmbeddedStore, lifetimes: SessionLifetimes, clock: SteadyWallClock,
        on loop: EventLoop, trail: AuditTrail?, metrics: ThreadMetrics, log: OperatorLog
    ) throws {
        self.loop = loop
        self.clock = clock
        self.lifetimes = lifetimes
        self.log = log
        self.trail = trail
        self.metrics = metrics
        storeKey = store.sealingSecret
        connection = try store.connection(on: loop)
        tagger = try RevocationTagger(storeKey: storeKey)
        sealer = try SessionSealer(storeKey: storeKey)
        var builder = RevocationSetBuilder(entryCount: try store.revocationCount())
        try store.forEachRevocation(at: SystemClock.wallTime()) { _ = builder.insert($0) }
        self.builder = builder
        count()
        let timer = LoopTimer(on: loop) { [unowned self] _ in sweep() }
        self.timer = timer
        timer.set(nanoseconds: Self.sweepNanoseconds)
    }

    /// Gives a worker what is revoked, before it serves anyone.
    func open(on worker: Worker) throws {
        worker.memory.tokens.marker = try CredentialMarker(storeKey: storeKey)
        worker.memory.revocations.adopt(builder.snapshot())
    }

    // MARK: Revoking

    /// What a revocation came to.
    struct Answer: Sendable {
        /// Sessions that ended, and requests that were under way and ended; of a dry run: that would.
        var sessions = 0
        var streams = 0
        /// The entry that is kept.
        let id: RevocationID
        let revocation: Revocation
    }

    /// Revokes, and answers when that is durable and in force everywhere.
    /// - Parameter revocation: without a `fault`.
    /// - Throws: why it could not be stored; then nothing is in force, or everything is and only the answer
    ///   is lost. Trying again is right in both cases.
    func revoke(_ revocation: Revocation, isDryRun: Bool = false) async throws(StoreFault) -> Answer
    {
        guard let tag = tagger.tag(of: revocation) else { throw .corrupt("no such revocation") }
        let id = RevocationID(tag, before: revocation.before)
        var answer = Answer(id: id, revocation: revocation)
        let further = further(revocation)
        if isDryRun {
            var probe = RevocationSetBuilder()
            for stored in [StoredRevocation(id: id, revocation)] + further {
                _ = probe.insert(stored.id.entry(until: nil))
            }
            let set = probe.snapshot()
            answer.streams = await ask { .countRevoked(by: set, counted: $0) }
            answer.sessions = try await count(of: revocation)
            return answer
        }
        let stored = [StoredRevocation(id: id, revocation)] + further
        _ = try await connection.add(stored, timeoutNanoseconds: Self.storeNanoseconds)
        for stored in stored {
            _ = builder.insert(stored.id.entry(until: stored.revocation.expires))
        }
        answer.streams = await publish()
        answer.sessions = try await end(revocation)
        audit(revocation, answer)
        return answer
    }

    /// Takes over many at once, as from a file: in force when this returns. Sessions that they mean are refused
    /// by the set and not ended one by one.
    /// - Returns: how many of them said something new.
    func take(_ revocations: [Revocation]) async throws(StoreFault) -> Int {
        let stored = revocations.compactMap { revocation in
            tagger.tag(of: revocation).map {
                StoredRevocation(id: RevocationID($0, before: revocation.before), revocation)
            }
        }
        let added = try await connection.add(stored, timeoutNanoseconds: Self.storeNanoseconds)
        var pending = 0
        for stored in stored {
            _ = builder.insert(stored.id.entry(until: stored.revocation.expires))
            pending += 1
            guard pending == Self.publishedAtOnce else { continue }
            pending = 0
            _ = await publish()
        }
        if pending > 0 { _ = await publish() }
        return added.count
    }

    /// Many were taken over by `take`.
    func noteImport(of count: Int, by author: String) {
        var line = AuditLine(.imported, ReasonCode.permitted.name, at: .now)
        line.author = author
        line.revocationCount = count
        trail?.record(line)
    }

    /// Takes a revocation back: what it refused is good again, if it still is by itself.
    /// - Returns: whether there was one.
    func remove(_ id: RevocationID, by author: String) async throws(StoreFault) -> Bool {
        let removed = try await connection.remove(
            [id], timeoutNanoseconds: Self.storeNanoseconds)
        // What else is said of the same goes on: it stands behind it in the store, few as it is. Asked for
        // first, so that no set is ever published, nor left behind by a fault, that lacks it.
        let first = RevocationID(id.tag, before: WallTime(secondsSince1970: 0))
        let page = try await list(after: first, limit: Self.sweptPage)
        _ = builder.remove(id.tag)
        for stored in page.revocations where stored.id.tag == id.tag {
            _ = builder.insert(stored.id.entry(until: stored.revocation.expires))
        }
        _ = await publish()
        guard removed > 0 else { return false }
        var line = AuditLine(.unrevoked, ReasonCode.permitted.name, at: .now)
        line.revocation = id.hex
        line.author = author
        trail?.record(line)
        return true
    }

    func list(after: RevocationID?, limit: Int) async throws(StoreFault) -> RevocationPage {
        try await connection.revocations(
            after: after, limit: limit, timeoutNanoseconds: Self.storeNanoseconds)
    }

    /// Revocations in force.
    var revocationCount: Int { builder.count }

    // MARK: Sessions

    /// What else must be refused: of a session, all that came of the same login.
    private func further(_ revocation: Revocation) -> [StoredRevocation] {
        guard revocation.kind == .session,
            let id = SessionID(hex: Array(revocation.value.utf8).span),
            let index = index(of: id), !index.family.isEmpty
        else { return [] }
        var family = revocation
        family.kind = .family
        family.value = Hex.encode(index.family.span)
        guard let tag = tagger.tag(of: family) else { return [] }
        return [StoredRevocation(id: RevocationID(tag, before: nil), family)]
    }

    private func index(of id: SessionID) -> SessionIndex? {
        guard case .found = connection.lookUp(id) else { return nil }
        let connection = self.connection
        do throws(SessionRecordFault) {
            return try sealer.openIndex(of: id, in: connection.record)
        } catch { return nil }
    }

    /// Ends the sessions that a revocation means in the store, so that they do not come back with its end.
    private func end(_ revocation: Revocation) async throws(StoreFault) -> Int {
        switch revocation.kind {
        case .token, .client: return 0
        case .session:
            guard let id = SessionID(hex: Array(revocation.value.utf8).span) else { return 0 }
            return try await connection.end(id, timeoutNanoseconds: Self.storeNanoseconds) ? 1 : 0
        case .subject where revocation.before == nil:
            return try await connection.endAll(
                of: SessionAccount(issuer: revocation.issuer, subject: revocation.value),
                timeoutNanoseconds: Self.storeNanoseconds)
        case .subject, .family, .device, .issuer, .everything:
            return try await connection.sweepOrphans { $0.isMeant(by: revocation) }
        }
    }

    /// How many sessions would end.
    private func count(of revocation: Revocation) async throws(StoreFault) -> Int {
        var query = SessionQuery(limit: 1_000)
        if revocation.kind == .subject {
            query.account = SessionAccount(issuer: revocation.issuer, subject: revocation.value)
        }
        var count = 0
        repeat {
            let page = try await connection.sessions(
                query, timeoutNanoseconds: Self.storeNanoseconds)
            count += page.entries.count { entry in
                revocation.kind == .session
                    ? entry.id.hex == revocation.value : entry.index.isMeant(by: revocation)
            }
            query.after = page.next
        } while query.after != nil
        return count
    }

    /// A session that is alive.
    /// - Throws: where nobody knows whether there is one.
    func session(_ id: SessionID) throws(StoreFault) -> SessionPage.Entry? {
        switch connection.lookUp(id) {
        case .found: break
        case .absent: return nil
        case .pending, .unavailable: throw .unavailable("it cannot be read")
        }
        guard var index = index(of: id) else { return nil }
        index.adopt(lastUse: try connection.lastUse(of: id))
        guard lifetimes.isAlive(index, at: clock.now()) else { return nil }
        return SessionPage.Entry(id: id, index: index)
    }

    /// Ends a session with all that came of the same login, and what is under way of it.
    /// - Returns: how many requests were under way; nil where there is no such session.
    func endSession(_ id: SessionID, by author: String) async throws(StoreFault) -> Int? {
        let index = index(of: id)
        guard try await connection.end(id, timeoutNanoseconds: Self.storeNanoseconds) else {
            return nil
        }
        var tags = [tagger.session(id)]
        if let family = index?.family, !family.isEmpty { tags.append(tagger.family(family.span)) }
        let streams = await ask { .endSessions(tags, ended: $0) }
        var line = AuditLine(.sessionEnded, ReasonCode.permitted.name, at: .now)
        line.issuer = index?.issuer ?? ""
        line.subject = index?.subject ?? ""
        line.session = id.hex
        line.author = author
        line.endedCount = 1
        trail?.record(line)
        return streams
    }

    /// Sessions have ended in the store: what is under way of them ends on every worker.
    func sessionsEnded(_ tags: [RevocationTag]) {
        let ended = Mailbox<Int>(on: loop) { _ in }
        for worker in workers { worker.send(.endSessions(tags, ended: ended)) }
    }

    // MARK: The workers

    /// Puts what is revoked now in force.
    /// - Returns: how many requests under way ended with it.
    private func publish() async -> Int {
        count()
        let set = builder.snapshot()
        return await ask { .revoke(set, ended: $0) }
    }

    /// Asks every worker and sums up what they say.
    private func ask(_ message: (Mailbox<Int>) -> WorkerHandle.Message) async -> Int {
        let workers = self.workers
        guard !workers.isEmpty else { return 0 }
        return await withCheckedContinuation { continuation in
            var left = workers.count
            var sum = 0
            let answers = Mailbox<Int>(on: loop) { count in
                sum += count
                left -= 1
                if left == 0 { continuation.resume(returning: sum) }
            }
            let message = message(answers)
            for worker in workers { worker.send(message) }
        }
    }

    // MARK: Expiry

    /// Forgets what has expired, a part at a time: in memory, and a page in the store.
    private func sweep() {
        let now = Moment(wall: SystemClock.wallTime(), session: clock.now()).earlier
        let forgotten = builder.sweep(segments: Self.sweptSegments, at: now)
        loop.start { [unowned self] in
            if forgotten > 0 { _ = await publish() }
            await sweepStore(at: now)
            timer?.set(nanoseconds: Self.sweepNanoseconds)
        }
    }

    private func sweepStore(at now: WallTime) async {
        do throws(StoreFault) {
            let page = try await list(after: sweptTo, limit: Self.sweptPage)
            sweptTo = page.next
            let expired = page.revocations.filter { stored in
                stored.revocation.expires.map { $0 <= now } ?? false
            }
            guard !expired.isEmpty else { return }
            _ = try await connection.remove(
                expired.map(\.id), timeoutNanoseconds: Self.storeNanoseconds)
        } catch {
            log.error("expired revocations not removed, trying again", ["fault": "\(error)"])
        }
    }

    // MARK: What is told

    private func count() {
        metrics.set(.revocations, to: builder.count)
        metrics.set(.revocationBytes, to: builder.byteCount)
    }

    private func audit(_ revocation: Revocation, _ answer: Answer) {
        var line = AuditLine(.revoked, ReasonCode.revoked.name, at: .now)
        line.issuer = revocation.issuer
        line.subject = revocation.kind == .subject ? revocation.value : ""
        line.session = revocation.kind == .session ? revocation.value : ""
        line.revocation = answer.id.hex
        line.author = revocation.author
        line.endedCount = answer.sessions
        trail?.record(line)
    }
}

extension SessionIndex {
    /// Whether a revocation of this kind and value is about this session.
    fileprivate func isMeant(by revocation: Revocation) -> Bool {
        if let before = revocation.before, created > before { return false }
        switch revocation.kind {
        case .token, .session, .client: return false
        case .family: return Hex.encode(family.span) == revocation.value && !family.isEmpty
        case .device: return Hex.encode(deviceID.span) == revocation.value && !deviceID.isEmpty
        case .subject: return issuer == revocation.issuer && subject == revocation.value
        case .issuer: return issuer == revocation.issuer
        case .everything: return true
        }
    }
}
