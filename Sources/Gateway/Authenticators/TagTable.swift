import Crypto

/// A table of a fixed size of what is remembered under a tag: sets of eight entries, where a new one
/// takes the place of the oldest of its set. Nothing ever moves, and a miss looks at two neighbouring cache
/// lines of tags. Tags must be such that nobody can steer them: keyed, or a digest of something secret.
struct TagTable<Entry> {
    static var ways: Int { 8 }
    private static var absent: KeyedHash.Tag { KeyedHash.Tag(high: 0, low: 0) }

    let setCount: Int
    private var tags: [KeyedHash.Tag]
    private var entries: [Entry?]
    /// For each set, which entry is replaced next.
    private var turns: [UInt8]
    /// Entries held, those of no use any more included.
    private(set) var count = 0

    /// - Parameter setCount: a power of two.
    init(setCount: Int) {
        precondition(setCount > 0 && setCount & (setCount - 1) == 0)
        self.setCount = setCount
        tags = Array(repeating: Self.absent, count: setCount * Self.ways)
        entries = Array(repeating: nil, count: setCount * Self.ways)
        turns = Array(repeating: 0, count: setCount)
    }

    /// Whether it is time for a larger table: beyond a quarter, two in a set on average, one set in some four
    /// thousand gets more entries than it holds, which then drive each other out in turn.
    var isCrowded: Bool { count > setCount * Self.ways / 4 }

    func find(_ tag: KeyedHash.Tag) -> Entry? {
        let first = firstIndex(of: tag)
        for index in first..<first + Self.ways where tags[index] == tag { return entries[index] }
        return nil
    }

    mutating func insert(_ entry: Entry, as tag: KeyedHash.Tag) {
        let index = place(of: tag)
        if entries[index] == nil { count += 1 }
        tags[index] = tag
        entries[index] = entry
    }

    /// Puts everything that set `index` holds into `other` as well.
    func copySet(_ index: Int, into other: inout TagTable) {
        for place in index * Self.ways..<(index + 1) * Self.ways {
            if let entry = entries[place] { other.insert(entry, as: tags[place]) }
        }
    }

    /// The place of this tag if it has one, else an empty one, else the oldest of the set.
    private mutating func place(of tag: KeyedHash.Tag) -> Int {
        let first = firstIndex(of: tag)
        for index in first..<first + Self.ways where tags[index] == tag { return index }
        for index in first..<first + Self.ways where entries[index] == nil { return index }
        let set = first / Self.ways
        turns[set] = (turns[set] + 1) % UInt8(Self.ways)
        return first + Int(turns[set])
    }

    private func firstIndex(of tag: KeyedHash.Tag) -> Int {
        Int(truncatingIfNeeded: tag.low & UInt64(setCount - 1)) * Self.ways
    }
}
