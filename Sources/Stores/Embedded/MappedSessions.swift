import Codecs
import Identity

/// Looks sessions up in the map: a reading transaction that is renewed for each look-up and holds nothing
/// between, so that an idle loop keeps no old page from being used again.
final class MappedSessions {
    private let database: StoreDatabase
    private var transaction: LMDBTransaction
    private var stored = ByteBuffer(capacity: 1024)

    init(_ database: StoreDatabase) throws(StoreFault) {
        self.database = database
        transaction = try LMDBTransaction(database.environment, isWriting: false)
        transaction.reset()
    }

    /// The record found last, valid until the next look-up.
    var record: Span<UInt8> {
        @_lifetime(borrow self) get {
            let head = min(SessionTables.headByteCount, stored.count)
            let record = stored.span.extracting(droppingFirst: head)
            // The buffer is this object's and changes in `lookUp` alone.
            return unsafe _overrideLifetime(record, borrowing: self)
        }
    }

    func lastUse(of id: SessionID) throws(StoreFault) -> WallTime? {
        try transaction.renew()
        defer { transaction.reset() }
        return try database.tables.uses.lastUse(of: id, transaction)
    }

    func lookUp(_ id: SessionID) -> SessionLookup {
        do throws(StoreFault) {
            try transaction.renew()
            defer { transaction.reset() }
            let isThere = try transaction.get(
                id.bytes.span, in: database.tables.sessions, into: &stored)
            return isThere ? .found : .absent
        } catch {
            return .unavailable
        }
    }
}
