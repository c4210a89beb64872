import Synchronization

/// What the writer counts, for metrics; read from any thread.
public final class StoreFigures: Sendable {
    private let fillBits = Atomic<UInt64>(0)
    private let sessions = Atomic<Int>(0)
    private let expired = Atomic<Int>(0)
    private let unreadable = Atomic<Int>(0)
    private let commits = Atomic<Int>(0)
    private let refusals = Atomic<Int>(0)
    private let faults = Atomic<Int>(0)
    private let lostTouches = Atomic<Int>(0)

    init() {}

    /// The part of the size limit that holds something, 0 to 1.
    public var fill: Double { Double(bitPattern: fillBits.load(ordering: .relaxed)) }
    /// Sessions stored now, those included whose time has come and that were not swept yet.
    public var sessionCount: Int { sessions.load(ordering: .relaxed) }
    /// Sessions that were swept because their time had come.
    public var expiredCount: Int { expired.load(ordering: .relaxed) }
    /// Times that a record was met which cannot be read.
    public var unreadableCount: Int { unreadable.load(ordering: .relaxed) }
    /// Durable transactions.
    public var commitCount: Int { commits.load(ordering: .relaxed) }
    /// New sessions that were refused because the store was full.
    public var fullCount: Int { refusals.load(ordering: .relaxed) }
    /// Transactions that failed: a full disk, an input or output error.
    public var faultCount: Int { faults.load(ordering: .relaxed) }
    /// Touches that were given up.
    public var lostTouchCount: Int { lostTouches.load(ordering: .relaxed) }

    func set(fill: Double) { fillBits.store(fill.bitPattern, ordering: .relaxed) }
    func set(sessionCount: Int) { sessions.store(sessionCount, ordering: .relaxed) }
    func set(unreadableCount: Int) { unreadable.store(unreadableCount, ordering: .relaxed) }
    func countExpired(_ count: Int) { expired.add(count, ordering: .relaxed) }
    func countCommit() { commits.add(1, ordering: .relaxed) }
    func countRefusal() { refusals.add(1, ordering: .relaxed) }
    func countFault() { faults.add(1, ordering: .relaxed) }
    func countLostTouches(_ count: Int) { lostTouches.add(count, ordering: .relaxed) }
}
