public import Codecs
public import Identity
import Transport

/// One loop's door to the embedded store. Look-ups read the map on the loop; the rest is asked of the writer,
/// and the loop's own timer sees to the timeout, so that it holds while the disk hangs.
public final class EmbeddedConnection: SessionStore {
    private let queue: StoreQueue
    private let sessions: MappedSessions
    private let endings: EndingCounts
    private let answers: AwaitedAnswers
    private let mailbox: Mailbox<StoreAnswer>
    private let touches: TouchBatch

    init(
        _ database: StoreDatabase, _ queue: StoreQueue, _ endings: EndingCounts, on loop: EventLoop
    ) throws(StoreFault) {
        self.queue = queue
        self.endings = endings
        sessions = try MappedSessions(database)
        let answers = AwaitedAnswers(on: loop)
        self.answers = answers
        mailbox = Mailbox(on: loop) { answers.receive($0) }
        touches = TouchBatch(queue, on: loop)
    }

    deinit { touches.flush() }

    public func endings(near id: SessionID) -> UInt32? { endings.value(near: id) }

    public func lookUp(_ id: SessionID) -> SessionLookup { sessions.lookUp(id) }

    public var record: Span<UInt8> {
        @_lifetime(borrow self) get {
            // What lends it lives as long as the connection.
            let sessions = self.sessions
            return unsafe _overrideLifetime(sessions.record, borrowing: self)
        }
    }

    public func lastUse(of id: SessionID) throws(StoreFault) -> WallTime? {
        try sessions.lastUse(of: id)
    }

    public func touch(_ id: SessionID, at now: WallTime) { touches.add(id, at: now) }

    /// Gives the writer what was touched; at the end of a loop.
    public func flushTouches() { touches.flush() }

    public func begin(
        _ login: NewLogin, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> [SessionPage.Entry] {
        guard case .evicted(let entries) = try await ask(.begin(login), timeoutNanoseconds) else {
            return []
        }
        return entries
    }

    public func rotate(
        _ rotation: Rotation, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> RotationOutcome {
        guard case .rotation(let outcome) = try await ask(.rotate(rotation), timeoutNanoseconds)
        else { return .gone }
        return outcome
    }

    public func end(
        _ id: SessionID, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Bool {
        try await count(.end(id), timeoutNanoseconds) > 0
    }

    public func endFamily(
        _ family: [UInt8], of account: SessionAccount, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int {
        try await count(.endFamily(family, account), timeoutNanoseconds)
    }

    public func endAll(
        of account: SessionAccount, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int {
        try await count(.endAll(account), timeoutNanoseconds)
    }

    public func sessions(
        _ query: SessionQuery, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> SessionPage {
        guard case .page(let page) = try await ask(.list(query), timeoutNanoseconds) else {
            return SessionPage(entries: [], next: nil)
        }
        return page
    }

    public func sweepOrphans(
        _ isOrphan: @escaping @Sendable (SessionIndex) -> Bool
    ) async throws(StoreFault) -> Int {
        try await count(.sweepOrphans(isOrphan, .init()), nil)
    }

    /// Ends what has expired now, as the writer does by itself each second.
    /// - Returns: how many sessions that were.
    public func sweepExpired() async throws(StoreFault) -> Int {
        try await count(.sweepExpired(ended: 0), nil)
    }

    func count(
        _ work: StoreRequest.Work, _ timeoutNanoseconds: UInt64?
    ) async throws(StoreFault) -> Int {
        guard case .count(let count) = try await ask(work, timeoutNanoseconds) else { return 0 }
        return count
    }

    func ask(
        _ work: StoreRequest.Work, _ timeoutNanoseconds: UInt64?
    ) async throws(StoreFault) -> StoreAnswer.Value {
        let deadline = timeoutNanoseconds.map { SystemClock.now().advanced(byNanoseconds: $0) }
        let result = await withCheckedContinuation { continuation in
            let ticket = answers.await(continuation, timeoutNanoseconds: timeoutNanoseconds)
            let request = StoreRequest(
                work: work, deadline: deadline, reply: .init(ticket: ticket, mailbox: mailbox))
            if !queue.append(request) {
                answers.receive(
                    StoreAnswer(
                        ticket: ticket,
                        result: .failure(.unavailable("it is closed or too much is asked of it"))))
            }
        }
        return try result.get()
    }
}
