public import Codecs

/// The one writer of a revocation set. It changes in place what nobody else holds, and copies what a snapshot
/// still shows, one segment of a thousand at a time: what insertions cost does not grow with a rehash of the
/// whole, and a snapshot never changes. After a snapshot, each segment is copied once however much is inserted.
public struct RevocationSetBuilder: Sendable {
    private var directory: RevocationDirectory
    /// The segment from which the next sweep goes on.
    private var sweepPosition = 0

    public static let segmentCount = RevocationDirectory.segmentCount

    /// One in which nothing is revoked.
    /// - Parameter entryCount: for how many revocations there is room from the start, so that loading them
    ///   moves none.
    public init(entryCount: Int = 0) { directory = RevocationDirectory(entryCount: entryCount) }

    public var count: Int { directory.count }

    /// Bytes of memory, without what the allocator adds and what only older snapshots hold.
    public var byteCount: Int { directory.byteCount }

    /// What is revoked now; later changes do not show in it, and for that the segments that they touch are
    /// copied. Both copies are in memory until all readers have adopted a newer one: publish many insertions
    /// in pieces of a hundred.
    public func snapshot() -> RevocationSet { RevocationSet(directory) }

    /// Inserts a revocation. Several of one tag stand side by side where neither says all that the other does
    /// (a ban for an hour beside "issued before T, for a month"), at most one for each hour ahead; one
    /// that says nothing new changes nothing, and what it makes superfluous goes.
    /// - Returns: whether the set says more than before.
    @discardableResult
    public mutating func insert(_ entry: RevocationEntry) -> Bool {
        let slot = RevocationSlot(entry)
        let tag = entry.tag
        guard !slot.isFree else { return false }
        let layout = directory[tag.segment].layout
        if layout.mayHold(tag) {
            guard !layout.contains(tag, where: slot.addsNothing) else { return false }
            if layout.contains(tag, where: { $0.addsNothing(to: slot) }) {
                filter(segment: tag.segment) { !($0.has(tag) && $0.addsNothing(to: slot)) }
            }
        }
        ownDirectory()
        directory.add(slot, of: tag)
        return true
    }

    /// Removes whatever is said of a tag.
    /// - Returns: how many revocations that were.
    @discardableResult
    public mutating func remove(_ tag: RevocationTag) -> Int {
        let layout = directory[tag.segment].layout
        guard layout.mayHold(tag), layout.contains(tag, where: { _ in true }) else { return 0 }
        return filter(segment: tag.segment) { !$0.has(tag) }
    }

    /// Forgets what has expired at `now` in the next `segmentCount` segments, round and round: a few at each
    /// call, and nobody waits. A clock that is set back later does not bring back what was forgotten.
    /// - Returns: how many revocations were forgotten.
    @discardableResult
    public mutating func sweep(segments segmentCount: Int, at now: WallTime) -> Int {
        let hour = now.hour
        var removedCount = 0
        for _ in 0..<min(segmentCount, Self.segmentCount) {
            if directory[sweepPosition].layout.hasExpired(at: hour) {
                removedCount += filter(segment: sweepPosition) { $0.expiryHour > hour }
            }
            sweepPosition = (sweepPosition + 1) % Self.segmentCount
        }
        return removedCount
    }

    @discardableResult
    private mutating func filter(
        segment index: Int, keeping isKept: (RevocationSlot) -> Bool
    ) -> Int {
        ownDirectory()
        let before = directory.count
        directory.filter(segment: index, keeping: isKept)
        return before - directory.count
    }

    /// Makes sure that no snapshot sees what is written next.
    private mutating func ownDirectory() {
        if !isKnownUniquelyReferenced(&directory) { directory = RevocationDirectory(directory) }
    }
}
