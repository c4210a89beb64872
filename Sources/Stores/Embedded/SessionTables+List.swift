import Codecs
import Identity

/// Lists, in the order of IDs, page by page.
extension SessionTables {
    /// Sessions that one page looks at, whatever it finds.
    private static let looksLimit = 4096

    func page(
        _ query: SessionQuery, at now: WallTime, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> SessionPage {
        guard query.limit > 0 else { return SessionPage(entries: [], next: query.after) }
        if let account = query.account {
            return try page(of: account, query, at: now, transaction)
        }
        var entries: [SessionPage.Entry] = []
        let next = try visit(after: query.after, limit: Self.looksLimit, transaction) { id, index in
            if index.isListed, lifetimes.isAlive(index, at: now) {
                entries.append(.init(id: id, index: index))
            }
            return entries.count < query.limit
        }
        return SessionPage(entries: entries, next: next)
    }

    /// An account's are few: all of them are read, and the page cut out.
    private func page(
        of account: SessionAccount, _ query: SessionQuery, at now: WallTime,
        _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> SessionPage {
        let alive = try sessions(of: account, at: now, transaction)
            .filter { $0.index.isListed && lifetimes.isAlive($0.index, at: now) }
            .sorted { $0.id.precedes($1.id) }
            .drop { entry in query.after.map { !$0.precedes(entry.id) } ?? false }
        let entries = Array(alive.prefix(query.limit))
        return SessionPage(
            entries: entries, next: alive.count > entries.count ? entries.last?.id : nil)
    }
}

extension SessionID {
    /// The order of IDs as bytes, which is the tables'.
    fileprivate func precedes(_ other: SessionID) -> Bool {
        let mine = bytes, others = other.bytes
        for index in mine.indices where mine[index] != others[index] {
            return mine[index] < others[index]
        }
        return false
    }
}
