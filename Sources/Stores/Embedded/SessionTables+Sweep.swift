import CLMDB
import Codecs
import Identity

/// The parts of the tables' work that go through many sessions, a portion at a time.
extension SessionTables {
    /// What one portion came to.
    struct Portion {
        var ended = 0
        var looked = 0
    }

    /// Ends sessions whose time has come, and moves on those that were seen meanwhile. What cannot be read is
    /// of no use to anyone and goes with its time; what a later release wrote is left for it.
    func sweepExpired(
        at now: WallTime, limit: Int, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> Portion {
        var portion = Portion()
        while portion.looked < limit, let (time, id) = try firstExpiry(transaction), time <= now {
            portion.looked += 1
            guard try load(id, transaction) else {
                setExpiryKey(time, id)
                try transaction.remove(key: key, from: tables.expiry)
                continue
            }
            let index = storedIndex(of: id)
            if let index, index.kind == .spent, now < index.absoluteExpiry {
                try eraseData(id, from: time, to: index.absoluteExpiry, transaction)
                continue
            }
            let end = index.map { lifetimes.expiry(of: $0) } ?? (isStoredByLaterRelease ? nil : now)
            // Without an end known to us it is looked at again when another idle time has passed.
            let next = end ?? now.advanced(bySeconds: lifetimes.idle)
            if next > now {
                try reschedule(id, from: time, to: next, transaction)
            } else if try remove(id, transaction) != .nothing {
                portion.ended += 1
            }
        }
        return portion
    }

    /// The sessions of an account, entries of sessions that must have ended taken out on the way (C15).
    func sessions(
        of account: SessionAccount, at now: WallTime, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> [SessionPage.Entry] {
        var entries: [SessionPage.Entry] = []
        for element in try elements(of: account, transaction) {
            guard try load(element.id, transaction), let index = storedIndex(of: element.id) else {
                if element.end <= now, transaction.isWriting {
                    try forget(element, of: account, transaction)
                }
                continue
            }
            guard index.issuer == account.issuer, index.subject == account.subject else { continue }
            entries.append(.init(id: element.id, index: index))
        }
        return entries
    }

    /// Looks at the next sessions in the order of their IDs.
    /// - Parameter visit: told of each that can be read; false stops the portion.
    func visit(
        after: SessionID?, limit: Int, _ transaction: borrowing LMDBTransaction,
        _ visit: (SessionID, SessionIndex) -> Bool
    ) throws(StoreFault) -> SessionID? {
        let cursor = try transaction.cursor(on: tables.sessions)
        key.removeAll()
        if let after { key.append(after.bytes.span) }
        var looked = 0
        var last: SessionID?
        var operation = after == nil ? MDB_FIRST : MDB_SET_RANGE
        while try cursor.move(operation, key: &key, value: &value) {
            operation = MDB_NEXT
            guard let id = key.sessionID(at: 0), id != after else { continue }
            guard looked < limit else { return last }
            looked += 1
            last = id
            guard let index = storedIndex(of: id) else { continue }
            guard visit(id, index) else { return last }
        }
        return nil
    }

    private func firstExpiry(
        _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> (WallTime, SessionID)? {
        let cursor = try transaction.cursor(on: tables.expiry)
        guard try cursor.move(MDB_FIRST, key: &key, value: &value), let time = key.time(at: 0),
            let id = key.sessionID(at: 8)
        else { return nil }
        return (time, id)
    }

    /// An element of a subject's set.
    private struct Element {
        let end: WallTime
        let id: SessionID
    }

    private func elements(
        of account: SessionAccount, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> [Element] {
        let cursor = try transaction.cursor(on: tables.subjects)
        setSubjectKey(account)
        var found: [Element] = []
        var operation = MDB_SET_KEY
        while try cursor.move(operation, key: &key, value: &value) {
            operation = MDB_NEXT_DUP
            guard let end = value.time(at: 0), let id = value.sessionID(at: 8) else { continue }
            found.append(Element(end: end, id: id))
        }
        return found
    }

    private func forget(
        _ element: Element, of account: SessionAccount, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) {
        setSubjectKey(account)
        value.removeAll()
        value.append(orderOf: element.end)
        value.append(element.id.bytes.span)
        try transaction.remove(value, under: key, from: tables.subjects)
    }
}
