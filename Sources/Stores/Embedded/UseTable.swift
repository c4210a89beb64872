import CLMDB
import Codecs
import Identity

/// When sessions were used last: a table of its own, so that noting a use writes a few bytes, beside those of
/// other sessions, and the session's record stays as it is. Who was never seen again since the login has no entry.
///
/// Times lie here in the open and unsealed. Whoever can write the store's files could as well put back an older
/// record, so a seal would promise nothing more; and the end that no use moves is sealed with the record.
struct UseTable: Sendable {
    /// Half of a session's ID → when it was used last. An ID is the digest of a secret that we have drawn
    /// ourselves, so nobody can aim at a half, and none is met twice by chance.
    let table: MDB_dbi

    /// Bytes that an entry takes of a page, LMDB's own of it included: node, key, time, place on the page.
    static let entryByteCount = 8 + 16 + 8 + 2

    /// nil: it was not used since it began, or there is no such session.
    func lastUse(
        of id: SessionID, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> WallTime? {
        let key = id.half
        var time = ByteBuffer(capacity: 8)
        guard try transaction.get(key.span, in: table, into: &time) else { return nil }
        return time.time(at: 0)
    }

    /// Notes a use, unless a later one is noted.
    func note(
        _ id: SessionID, at now: WallTime, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) {
        if let lastUse = try lastUse(of: id, transaction), lastUse >= now { return }
        let key = id.half
        var time = ByteBuffer(capacity: 8)
        time.append(orderOf: now)
        try transaction.put(time.span, under: key.span, in: table)
    }

    func forget(
        _ id: SessionID, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) {
        let key = id.half
        try transaction.remove(key.span, from: table)
    }
}

extension SessionID {
    fileprivate var half: InlineArray<16, UInt8> {
        let bytes = self.bytes
        return InlineArray { bytes[$0] }
    }
}
