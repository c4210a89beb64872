import CLMDB
import Codecs
import Crypto
import Identity

/// How revocations lie in their table, and every change to it, each inside a transaction that somebody else
/// begins and commits. Used by one thread.
///
/// An entry's key says what is refused, its first eight bytes until when: that is all that a start needs of
/// millions of them. The rest, who and why, is sealed to the key.
final class RevocationTable {
    private let table: MDB_dbi
    private let cipherKey: Secret
    private var cipher: SealingCipher
    // Reused from call to call.
    private var key = ByteBuffer(capacity: RevocationID.byteCount)
    private var value = ByteBuffer(capacity: 512)
    private var plain = ByteBuffer(capacity: 512)

    /// Bytes in front of what is sealed.
    private static let headByteCount = 8

    init(_ database: StoreDatabase) throws(CryptoFault) {
        let cipherKey = try KeyDerivation(from: database.key).key(for: "revocations")
        cipher = try SealingCipher()
        table = database.tables.revocations
        self.cipherKey = cipherKey
    }

    /// - Returns: whether it says more than what was there.
    func put(
        _ stored: StoredRevocation, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> Bool {
        let expiry = stored.revocation.expires ?? .never
        key.removeAll()
        stored.id.append(to: &key)
        if try transaction.get(key, in: table, into: &value), let known = value.time(at: 0),
            known >= expiry
        {
            return false
        }
        value.removeAll()
        value.append(orderOf: expiry)
        plain.removeAll()
        stored.revocation.append(to: &plain)
        cipher.seal(plain, under: cipherKey, for: key, into: &value)
        try transaction.put(value, under: key, in: table)
        return true
    }

    /// - Returns: whether there was one.
    func remove(
        _ id: RevocationID, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> Bool {
        key.removeAll()
        id.append(to: &key)
        guard try transaction.get(key, in: table, into: &value) else { return false }
        try transaction.remove(key: key, from: table)
        return true
    }

    /// Looks at the next ones in the order of their IDs.
    /// - Parameter visit: told of each: until when it stands, and what is sealed; false ends the portion
    ///   behind it.
    /// - Returns: what the next portion comes after; nil at the end.
    func visit(
        after: RevocationID?, limit: Int, _ transaction: borrowing LMDBTransaction,
        _ visit: (RevocationID, WallTime, () -> Revocation?) -> Bool
    ) throws(StoreFault) -> RevocationID? {
        let cursor = try transaction.cursor(on: table)
        key.removeAll()
        after?.append(to: &key)
        var looked = 0
        var last: RevocationID?
        var operation = after == nil ? MDB_FIRST : MDB_SET_RANGE
        while try cursor.move(operation, key: &key, value: &value) {
            operation = MDB_NEXT
            guard let id = key.revocationID, id != after else { continue }
            guard looked < limit else { return last }
            looked += 1
            last = id
            guard let expiry = value.time(at: 0) else { continue }
            guard visit(id, expiry, { found }) else { return last }
        }
        return nil
    }

    /// What is sealed in the value found last, under the key found with it; nil where it is none of ours.
    private var found: Revocation? {
        plain.removeAll()
        guard
            cipher.open(
                value, from: Self.headByteCount, under: cipherKey, for: key, into: &plain)
        else { return nil }
        return Revocation(parsingAll: plain)
    }
}

extension StoreDatabase {
    /// Lends what is revoked at `now`, as the set in memory takes it.
    func forEachRevocation(
        at now: WallTime, _ body: (RevocationEntry) -> Void
    ) throws(StoreFault) {
        let table: RevocationTable
        do throws(CryptoFault) {
            table = try RevocationTable(self)
        } catch { throw .unavailable("\(error)") }
        let transaction = try LMDBTransaction(environment, isWriting: false)
        _ = try table.visit(after: nil, limit: .max, transaction) { id, expiry, _ in
            if now < expiry { body(id.entry(until: expiry == .never ? nil : expiry)) }
            return true
        }
    }
}

extension WallTime {
    /// Stands for an end that does not come.
    static let never = WallTime(secondsSince1970: .max)
}

/// Calls with whole buffers: what an object owns can be lent for one call, its span cannot.
extension Revocation {
    fileprivate init?(parsingAll bytes: borrowing ByteBuffer) { self.init(parsing: bytes.span) }
}

extension ByteBuffer {
    fileprivate var revocationID: RevocationID? { RevocationID(span) }
}

extension LMDBTransaction {
    fileprivate borrowing func get(
        _ key: borrowing ByteBuffer, in table: MDB_dbi, into value: inout ByteBuffer
    ) throws(StoreFault) -> Bool {
        try get(key.span, in: table, into: &value)
    }
}

extension SealingCipher {
    fileprivate mutating func seal(
        _ plain: borrowing ByteBuffer, under key: Secret, for context: borrowing ByteBuffer,
        into buffer: inout ByteBuffer
    ) {
        seal(plain.span, under: key.span, context: context.span, into: &buffer)
    }

    fileprivate mutating func open(
        _ sealed: borrowing ByteBuffer, from offset: Int, under key: Secret,
        for context: borrowing ByteBuffer, into buffer: inout ByteBuffer
    ) -> Bool {
        open(
            sealed.span.extracting(droppingFirst: min(offset, sealed.count)), under: key.span,
            context: context.span, into: &buffer)
    }
}
