import Crypto

/// A table of what is remembered under a tag that starts small and doubles without a pause: the crowded
/// table stays beside the new one, and each entry that is inserted from then on takes a few of its sets
/// along until all have moved. At its largest, new entries drive out old ones.
struct GrowingTable<Entry> {
    private static var firstSetCount: Int { 1 << 7 }
    private static var setsMovedAtOnce: Int { 2 }

    private let largestSetCount: Int
    private var table = TagTable<Entry>(setCount: firstSetCount)
    private var previous: TagTable<Entry>?
    /// Sets of the previous table that have moved.
    private var movedSets = 0

    /// - Parameter entryCount: what it grows to, a power of two.
    init(upTo entryCount: Int) { largestSetCount = entryCount / TagTable<Entry>.ways }

    var count: Int { table.count }

    func find(_ tag: KeyedHash.Tag) -> Entry? { table.find(tag) ?? previous?.find(tag) }

    mutating func insert(_ entry: Entry, as tag: KeyedHash.Tag) {
        if table.isCrowded, table.setCount < largestSetCount {
            previous = table
            movedSets = 0
            table = TagTable(setCount: table.setCount * 2)
        }
        moveSets()
        table.insert(entry, as: tag)
    }

    /// Moves some sets over; many enough that all have moved before the next growth.
    private mutating func moveSets() {
        guard let previous else { return }
        let end = min(movedSets + Self.setsMovedAtOnce, previous.setCount)
        while movedSets < end {
            previous.copySet(movedSets, into: &table)
            movedSets += 1
        }
        if movedSets == previous.setCount { self.previous = nil }
    }
}
