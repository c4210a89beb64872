import Codecs
import Identity
import Transport

/// The one thread that writes. It does all that is queued in one transaction, has the disk confirm it, and
/// then answers everyone: the more is asked for at a time, the less a session costs. Much work of one kind is
/// done in portions, a transaction each, and what is more urgent goes between; so does ending what has expired.
final class StoreWriter {
    private let environment: LMDBEnvironment
    private let tables: SessionTables
    private let revocations: RevocationTable
    private let queue: StoreQueue
    private let figures: StoreFigures
    private let endings: EndingCounts
    private let clock: @Sendable () -> WallTime
    private var pending = StoreBacklog()
    /// Transactions that do one thing each: after one that failed, to find out whose fault it was.
    private var carefulCount = 0
    private var lastSweep = Instant(nanoseconds: 0)

    private static let sweepIntervalNanoseconds: UInt64 = 1_000_000_000
    private static let batchLimit = 1024

    init(
        _ database: StoreDatabase, _ tables: SessionTables, _ revocations: RevocationTable,
        _ parts: EmbeddedStore.Parts
    ) {
        environment = database.environment
        self.tables = tables
        self.revocations = revocations
        queue = parts.queue
        figures = parts.figures
        endings = parts.endings
        clock = parts.clock
    }

    /// The thread's whole life.
    func run() {
        var hasMoreExpired = false
        while true {
            let isIdle = pending.isEmpty && !hasMoreExpired
            let taken = queue.take(waitingMilliseconds: isIdle ? 1_000 : 0)
            for request in taken.requests { pending.append(request) }
            if !pending.isEmpty { transact() }
            hasMoreExpired = sweepInTime(hasMoreExpired)
            if taken.isStopping && pending.isEmpty { return }
        }
    }

    /// One transaction over as much of what is pending as there is room for.
    private func transact() {
        var batch = StoreBatch(now: clock(), limit: carefulCount > 0 ? 1 : Self.batchLimit)
        do throws(StoreFault) {
            try perform(&batch)
        } catch {
            countEndings()
            failed(batch, error)
            return
        }
        countEndings()
        if carefulCount > 0 { carefulCount -= batch.taken }
        pending.removeFirst(batch.taken)
        if let rest = batch.unfinished { pending.putBack(rest) }
        for (request, result) in batch.finished {
            if case .failure(.full) = result { figures.countRefusal() }
            request.answer(result)
        }
        figures.set(unreadableCount: tables.unreadableCount)
    }

    /// Behind the commit and before the answers. Of one that failed, too: nobody knows how far it came, and an
    /// ending that is counted for nothing costs a look-up.
    private func countEndings() {
        for id in tables.takeRemoved() { endings.count(id) }
    }

    private func perform(_ batch: inout StoreBatch) throws(StoreFault) {
        var room = try PageRoom(of: environment, tables.tables)
        figures.set(fill: room.fill)
        environment.extendFile(toPages: environment.usedPageEnd + room.pagesBeyond)
        let transaction = try LMDBTransaction(environment, isWriting: true)
        while batch.taken < min(batch.limit, pending.count) {
            let request = pending.requests[batch.taken]
            guard try batch.add(request, in: tables, revocations, transaction, &room) else { break }
        }
        let sessionCount = transaction.count(of: tables.tables.sessions)
        try transaction.commit()
        figures.set(sessionCount: sessionCount)
        figures.countCommit()
        figures.countExpired(batch.expiredCount)
    }

    /// Nothing was written. Alone, a request is answered with the fault; of several each is tried alone.
    private func failed(_ batch: StoreBatch, _ fault: StoreFault) {
        figures.countFault()
        guard carefulCount > 0 || pending.count == 1 || batch.taken == 0 else {
            carefulCount = min(batch.taken + 1, pending.count)
            return
        }
        carefulCount = max(0, carefulCount - 1)
        let request = pending.removeFirst()
        figures.countLostTouches(request.work.touchCount)
        request.answer(.failure(fault))
    }

    /// Once a second, or at once while there is more.
    private func sweepInTime(_ isUnderWay: Bool) -> Bool {
        let now = SystemClock.now()
        let isDue = now.nanoseconds(since: lastSweep) >= Self.sweepIntervalNanoseconds
        guard isDue || isUnderWay, pending.isEmpty else { return isUnderWay }
        lastSweep = now
        environment.forgetDeadReaders()
        let before = figures.expiredCount
        let sweep = StoreRequest(work: .sweepExpired(ended: 0), deadline: nil, reply: nil)
        pending.append(sweep)
        transact()
        let isUnfinished = !pending.isEmpty
        pending.removeAll()
        return isUnfinished && figures.expiredCount > before
    }
}
