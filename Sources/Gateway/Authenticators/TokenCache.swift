import Codecs
import Crypto
import Identity

/// What a worker remembers of tokens it has verified, so that the same token is not verified again.
///
/// A token is found by a keyed 128-bit tag of its text, whose key is random for each process: without
/// the key nobody can make another text with the same tag, so the text itself is not kept. An entry
/// counts only for the snapshot and the set of issuers it was verified under (T78) and until it
/// expires; requirements are evaluated on each hit, since only the principal is remembered (T77).
struct TokenCache: ~Copyable {
    private static let entryCountLimit = 1 << 16

    private struct Entry {
        var principal: Principal
        /// The first second at which the token is no longer good.
        var refusedFrom: WallTime
        /// The snapshot it was verified under.
        var generation: UInt32
    }

    private var hash: KeyedHash
    private var message = ByteBuffer(capacity: 1_024)
    /// Makes the marks by which tokens are revoked; nil: there is nothing that could revoke one.
    var marker: CredentialMarker?
    private var table = GrowingTable<Entry>(upTo: entryCountLimit)
    /// What happened since somebody counted last.
    var events = Events()

    struct Events {
        var hits = 0
        var misses = 0
        /// Tokens that brought a key, or an address of one, along (T41).
        var ignoredKeys = 0
    }

    init() throws(CryptoFault) { hash = try KeyedHash() }

    /// Tokens held, expired ones included.
    var count: Int { table.count }

    /// Names a token under the issuers it is to be verified by.
    mutating func tag(of token: Span<UInt8>, for issuers: VerifierSet) -> KeyedHash.Tag {
        let tag = hash.tag(of: token)
        return KeyedHash.Tag(high: tag.high ^ UInt64(issuers.id), low: tag.low)
    }

    /// Names a token that counts on one host alone, which stands before it behind its length: a host has less
    /// than 256 bytes and no token begins with a zero, so nothing else is named alike (T79).
    mutating func tag(of cookie: Span<UInt8>, on host: Span<UInt8>) -> KeyedHash.Tag {
        message.removeAll()
        message.append(UInt8(truncatingIfNeeded: host.count >> 8))
        message.append(UInt8(truncatingIfNeeded: host.count))
        message.append(host)
        message.append(cookie)
        return hash.tag(of: message)
    }

    /// The principal of a token that was verified under this generation and still counts.
    mutating func find(
        _ tag: KeyedHash.Tag, generation: UInt32, at now: WallTime
    ) -> Principal? {
        guard let entry = table.find(tag), entry.generation == generation, now < entry.refusedFrom
        else {
            events.misses += 1
            return nil
        }
        events.hits += 1
        return entry.principal
    }

    /// Remembers the principal of a verified token until `refusedFrom`.
    mutating func insert(
        _ principal: Principal, as tag: KeyedHash.Tag, until refusedFrom: WallTime,
        generation: UInt32
    ) {
        table.insert(
            Entry(principal: principal, refusedFrom: refusedFrom, generation: generation), as: tag)
    }
}

extension KeyedHash {
    /// Of a whole buffer, which the compiler can tell apart where it cannot the span that its owner lends.
    fileprivate mutating func tag(of buffer: borrowing ByteBuffer) -> Tag { tag(of: buffer.span) }
}
