import CLMDB
import Codecs
import Crypto
import Identity

/// How sessions lie in the tables, and every change to them, each inside a transaction that somebody else
/// begins and commits. Used by one thread.
///
/// A record says what was sealed when the session was made; when it was used since, the table of uses says. A
/// session's entry in the expiry table says when it is looked at, not when it ends: touches leave it where
/// it is, and the sweep that finds it early moves it. The set of a subject's sessions carries the end that
/// no use moves, so that an entry whose session is gone is told from one that may live (C15).
final class SessionTables {
    let tables: StoreDatabase.Tables
    let lifetimes: SessionLifetimes
    private(set) var sealer: SessionSealer
    private var subjectHash: KeyedHash
    /// Records that were met and cannot be read.
    var unreadableCount = 0
    /// Sessions that were removed, until somebody counts them.
    private var removed: [SessionID] = []
    // Reused from call to call.
    var key = ByteBuffer(capacity: 64)
    var value = ByteBuffer(capacity: 1024)
    private var fresh = ByteBuffer(capacity: 1024)

    /// Bytes of a stored session in front of its record.
    static let headByteCount = 8

    init(_ database: StoreDatabase, lifetimes: SessionLifetimes) throws(CryptoFault) {
        tables = database.tables
        self.lifetimes = lifetimes
        let derivation = try KeyDerivation(from: database.key)
        let hashKey = derivation.key(for: "subjects").span.extracting(first: KeyedHash.keyByteCount)
        sealer = try SessionSealer(storeKey: database.key)
        subjectHash = try KeyedHash(key: Secret(hashKey))
    }

    /// - Throws: `exists` with the transaction still good.
    func insert(_ session: NewSession, _ transaction: borrowing LMDBTransaction) throws(StoreFault)
    {
        let lookTime = lookTime(of: session)
        fresh.removeAll()
        fresh.append(orderOf: lookTime)
        fresh.append(session.record)
        try transaction.put(
            fresh, under: session.id, in: tables.sessions, flags: MDB_NOOVERWRITE)
        // Whatever is noted there is of no session that there is.
        try tables.uses.forget(session.id, transaction)
        setExpiryKey(lookTime, session.id)
        try transaction.put(key: key, in: tables.expiry)
        // What is spent is found by its secret alone: an account has as many as it has renewed sessions.
        guard session.index.kind != .spent else { return }
        setSubject(session.index, session.id)
        try transaction.put(value, under: key, in: tables.subjects)
    }

    /// What is sealed to a spent secret goes long before it.
    private func lookTime(of session: NewSession) -> WallTime {
        let expiry = lifetimes.expiry(of: session.index)
        guard session.index.kind == .spent else { return expiry }
        return min(lifetimes.graceEnd(of: session.index), expiry)
    }

    /// What a removal came to.
    enum Removal {
        case nothing
        /// A record that does not stand for a login by itself.
        case part
        case login
    }

    func remove(_ id: SessionID, _ transaction: borrowing LMDBTransaction) throws(StoreFault)
        -> Removal
    {
        guard try load(id, transaction) else { return .nothing }
        let index = sealedIndex(of: id)
        if let lookTime = value.time(at: 0) {
            setExpiryKey(lookTime, id)
            try transaction.remove(key: key, from: tables.expiry)
        }
        try transaction.remove(id.bytes.span, from: tables.sessions)
        try tables.uses.forget(id, transaction)
        removed.append(id)
        if let index {
            setSubject(index, id)
            try transaction.remove(value, under: key, from: tables.subjects)
        }
        return index?.isListed ?? true ? .login : .part
    }

    /// Sessions that were removed since this was asked last, whatever came of the transactions.
    func takeRemoved() -> [SessionID] {
        defer { removed = [] }
        return removed
    }

    /// Notes that a session was used; does nothing to one that is gone or was used later.
    func touch(
        _ id: SessionID, at now: WallTime, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) {
        guard try transaction.contains(id.bytes.span, in: tables.sessions) else { return }
        try tables.uses.note(id, at: now, transaction)
    }

    /// Brings what is stored under `id` into `value`.
    func load(_ id: SessionID, _ transaction: borrowing LMDBTransaction) throws(StoreFault) -> Bool
    {
        try transaction.get(id.bytes.span, in: tables.sessions, into: &value)
    }

    /// What is known of the session that was loaded, its last use included; nil where it cannot be read.
    func index(
        of id: SessionID, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> SessionIndex? {
        guard var index = sealedIndex(of: id) else { return nil }
        index.adopt(lastUse: try tables.uses.lastUse(of: id, transaction))
        return index
    }

    /// The index part of what was loaded; nil where it cannot be read.
    func sealedIndex(of id: SessionID) -> SessionIndex? {
        do throws(SessionRecordFault) {
            return try sealer.openIndex(of: id, inStored: value)
        } catch {
            unreadableCount += 1
            return nil
        }
    }

    /// Where what was loaded would end without a data part; nil where it cannot be read.
    var storedEndWithoutData: Int? {
        do throws(SessionRecordFault) {
            return try Self.headByteCount + SessionRecord(parsingStored: value).endWithoutData
        } catch { return nil }
    }

    /// Whether a later release wrote what was loaded.
    var isStoredByLaterRelease: Bool { value.version > SessionRecord.version }

    /// Puts an expiry entry's key into `key`.
    func setExpiryKey(_ time: WallTime, _ id: SessionID) {
        key.removeAll()
        key.append(orderOf: time)
        key.append(id.bytes.span)
    }

    /// Gives what was loaded another time to be looked at.
    func reschedule(
        _ id: SessionID, from old: WallTime, to new: WallTime,
        _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) {
        fresh.removeAll()
        fresh.append(orderOf: new)
        fresh.append(value, from: Self.headByteCount)
        try transaction.put(fresh, under: id, in: tables.sessions)
        setExpiryKey(old, id)
        try transaction.remove(key: key, from: tables.expiry)
        setExpiryKey(new, id)
        try transaction.put(key: key, in: tables.expiry)
    }

    /// Puts the key and the element of a session in its subject's set into `key` and `value`.
    private func setSubject(_ index: SessionIndex, _ id: SessionID) {
        setSubjectKey(SessionAccount(issuer: index.issuer, subject: index.subject))
        value.removeAll()
        value.append(orderOf: index.absoluteExpiry)
        value.append(id.bytes.span)
    }

    /// Puts the key of an account's set into `key`: keyed, because subjects are chosen by others, and behind
    /// lengths, so that no two accounts are spelled alike (T56).
    func setSubjectKey(_ account: SessionAccount) {
        fresh.removeAll()
        for text in [account.issuer, account.subject] {
            fresh.append(number: UInt64(text.utf8.count))
            fresh.append(Array(text.utf8))
        }
        let tag = subjectHash.tag(of: fresh)
        key.removeAll()
        key.append(number: tag.high)
        key.append(number: tag.low)
    }
}

extension ByteBuffer {
    /// Eight bytes whose order as bytes is the numbers' order.
    mutating func append(number: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }

    /// The same for times, those before 1970 first.
    mutating func append(orderOf time: WallTime) {
        append(number: UInt64(bitPattern: time.secondsSince1970) ^ 1 << 63)
    }
}

extension WallTime {
    /// What `append(orderOf:)` wrote at `offset`, of eight bytes that are there.
    init(orderedAt offset: Int, in bytes: Span<UInt8>) {
        var number: UInt64 = 0
        for index in offset..<offset + 8 { number = number << 8 | UInt64(bytes[index]) }
        self.init(secondsSince1970: Int64(bitPattern: number ^ 1 << 63))
    }
}

/// The call with what is stored, its head included, as a whole buffer.
extension SessionSealer {
    fileprivate mutating func openIndex(
        of id: SessionID, inStored stored: borrowing ByteBuffer
    ) throws(SessionRecordFault) -> SessionIndex {
        let head = min(SessionTables.headByteCount, stored.count)
        return try openIndex(of: id, in: stored.span.extracting(droppingFirst: head))
    }
}

extension SessionRecord {
    fileprivate init(
        parsingStored stored: borrowing ByteBuffer
    ) throws(SessionRecordFault) {
        let head = min(SessionTables.headByteCount, stored.count)
        try self.init(parsing: stored.span.extracting(droppingFirst: head))
    }
}

extension KeyedHash {
    fileprivate mutating func tag(of bytes: borrowing ByteBuffer) -> Tag { tag(of: bytes.span) }
}

extension ByteBuffer {
    /// The record's version in what is stored, 0 where there is none.
    fileprivate var version: UInt8 {
        count > SessionTables.headByteCount ? span[SessionTables.headByteCount] : 0
    }
}
