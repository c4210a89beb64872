/// One of the parts a set consists of, in one run of memory: a filter and a table. Sized by multiplication, not
/// by powers of two: a table that is full at seven eighths grows by one eighth, and the filter with it, so
/// that an entry takes 25 to 28.3 bytes, slack included.
///
/// Whoever holds the only reference may add; what is shared is never written to, but copied or rebuilt.
@safe
final class RevocationSegment: @unchecked Sendable {
    // Sendable: the builder writes only while nobody else has a reference (`isKnownUniquelyReferenced`).

    /// Its memory is owned until `deinit`.
    let layout: RevocationLayout
    private(set) var count = 0

    /// A segment without entries whose filter says so: nobody looks for its table.
    convenience init() { self.init(entryCount: 0) }

    /// An empty one with room for `entryCount` entries.
    private convenience init(entryCount: Int) {
        // Seven ninths full, so that it is seven eighths full when it has grown by an eighth.
        let least = entryCount == 0 ? 0 : max(8, (entryCount * 9 + 6) / 7)
        self.init(RevocationLayout(slotCount: (least + 3) / 4 * 4))
        layout.clear()
    }

    private init(_ layout: RevocationLayout) { self.layout = layout }

    deinit { layout.deallocate() }

    var byteCount: Int { layout.byteCount }

    /// Whether one more entry fits: a slot in eight stays free, so that searches end soon.
    var hasRoom: Bool { (count + 1) * 8 <= layout.slotCount * 7 }

    /// Adds an entry that is not there. The caller holds the only reference and has seen to room.
    func add(_ slot: RevocationSlot) {
        precondition(hasRoom && !slot.isFree)
        layout.add(slot)
        count += 1
    }

    func copied() -> RevocationSegment {
        let copy = RevocationSegment(RevocationLayout(slotCount: layout.slotCount))
        copy.layout.copy(layout)
        copy.count = count
        return copy
    }

    /// One with what `isKept` says and room for `additionalCount` more; it gives memory back, and the filter
    /// forgets what is gone.
    func rebuilt(
        additionalCount: Int = 0, keeping isKept: (RevocationSlot) -> Bool = { _ in true }
    ) -> RevocationSegment {
        var keptCount = 0
        layout.forEach { keptCount += isKept($0) ? 1 : 0 }
        let made = RevocationSegment(entryCount: keptCount + additionalCount)
        layout.forEach { if isKept($0) { made.add($0) } }
        return made
    }
}
