import Codecs
import Crypto
import Identity

/// What a worker remembers of sessions it has opened: the work, not the answer. The store is asked on
/// each request all the same whether sessions have ended, and an entry counts only while the record there is
/// the one that was opened (C20).
///
/// A session is found by half of its ID, a digest of its secret, which nobody without the secret can
/// aim at.
struct SessionCache: ~Copyable {
    /// Some 300 bytes each, and what the claims take.
    private static let entryCountLimit = 1 << 18

    struct Entry {
        // What every request looks at, within a line of memory or two.
        let principal: Principal
        let host: [UInt8]
        /// As far as this worker knows; others may have noted a later use.
        var lastSeen: WallTime
        let absoluteExpiry: WallTime
        /// The store's count of endings, as it was before the record was looked up last.
        var endings: UInt32?
        /// The snapshot it was opened under.
        let generation: UInt32
        /// Of the record that was opened.
        let stamp: SealStamp
    }

    private var table = GrowingTable<Entry>(upTo: entryCountLimit)
    /// Names of hosts that entries share, so that comparing one reads memory that is warm.
    private var hosts: [[UInt8]] = []

    private static let sharedHostLimit = 64

    func find(_ id: SessionID) -> Entry? { table.find(id.tag) }

    mutating func insert(_ entry: Entry, as id: SessionID) { table.insert(entry, as: id.tag) }

    /// The same name, in the memory that other entries have it in.
    mutating func shared(_ host: [UInt8]) -> [UInt8] {
        if let known = hosts.first(where: { $0 == host }) { return known }
        if hosts.count < Self.sharedHostLimit { hosts.append(host) }
        return host
    }
}

extension SessionID {
    fileprivate var tag: KeyedHash.Tag {
        let bytes = self.bytes
        var words: (UInt64, UInt64) = (0, 0)
        for index in 0..<8 { words.0 = words.0 << 8 | UInt64(bytes[index]) }
        for index in 8..<16 { words.1 = words.1 << 8 | UInt64(bytes[index]) }
        return KeyedHash.Tag(high: words.0, low: words.1)
    }
}
