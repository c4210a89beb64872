import Codecs
import Crypto
import Identity

/// What a worker remembers of tokens it has verified, so that the same token is not verified again.
///
/// A token is found by a keyed 128-bit tag of its text, whose key is random for each process: without
/// the key nobody can make another text with the same tag, so the text itself is not kept. An entry
/// counts only for the snapshot and the set of issuers it was verified under (T78) and until it
/// expires; requirements are evaluated on each hit, since only the principal is remembered (T77).
///
/// A fixed table of sets of four entries: a new one takes the place of the oldest of its set, nothing
/// ever moves or is rehashed, and a miss looks at one cache line of tags.
struct TokenCache: ~Copyable {
    private struct Entry {
        var principal: Principal
        var refusedFrom: WallTime
        var generation: UInt32
    }

    /// Entries of one set.
    private static let ways = 4
    /// Grows by quarters of this many sets when a quarter is full; at most 65,536 tokens.
    private static let setCount = 1 << 14
    private static let absent = KeyedHash.Tag(high: 0, low: 0)

    private var hash: KeyedHash
    private var tags: [KeyedHash.Tag]
    private var entries: [Entry?]
    /// For each set, which entry is replaced next.
    private var turns: [UInt8]
    /// What happened since somebody counted last.
    var events = Events()

    struct Events {
        var hits = 0
        var misses = 0
        /// Tokens that brought a key, or an address of one, along (T41).
        var ignoredKeys = 0
    }

    /// Tokens held, expired ones included.
    private(set) var count = 0

    init() throws(CryptoFault) {
        hash = try KeyedHash()
        tags = Array(repeating: Self.absent, count: Self.setCount * Self.ways)
        entries = Array(repeating: nil, count: Self.setCount * Self.ways)
        turns = Array(repeating: 0, count: Self.setCount)
    }

    /// Names a token under the issuers it is to be verified by.
    mutating func tag(of token: Span<UInt8>, for issuers: VerifierSet) -> KeyedHash.Tag {
        let tag = hash.tag(of: token)
        return KeyedHash.Tag(high: tag.high ^ UInt64(issuers.id), low: tag.low | 1)
    }

    /// The principal of a token that was verified under this generation and still counts.
    mutating func find(_ tag: KeyedHash.Tag, generation: UInt32, at now: WallTime) -> Principal? {
        let first = Self.firstIndex(of: tag)
        for index in first..<first + Self.ways where tags[index] == tag {
            guard let entry = entries[index], entry.generation == generation,
                now < entry.refusedFrom
            else { break }
            events.hits += 1
            return entry.principal
        }
        events.misses += 1
        return nil
    }

    /// Remembers the principal of a verified token until `refusedFrom`.
    mutating func insert(
        _ principal: Principal, as tag: KeyedHash.Tag, until refusedFrom: WallTime,
        generation: UInt32
    ) {
        let first = Self.firstIndex(of: tag)
        let index = vacancy(from: first, for: tag)
        if entries[index] == nil { count += 1 }
        tags[index] = tag
        entries[index] = Entry(
            principal: principal, refusedFrom: refusedFrom, generation: generation)
    }

    /// The place of this tag if it has one, else an empty one, else the oldest of the set.
    private mutating func vacancy(from first: Int, for tag: KeyedHash.Tag) -> Int {
        for index in first..<first + Self.ways where tags[index] == tag { return index }
        for index in first..<first + Self.ways where entries[index] == nil { return index }
        let set = first / Self.ways
        turns[set] = (turns[set] + 1) % UInt8(Self.ways)
        return first + Int(turns[set])
    }

    private static func firstIndex(of tag: KeyedHash.Tag) -> Int {
        Int(truncatingIfNeeded: (tag.low >> 1) & UInt64(setCount - 1)) * ways
    }
}
