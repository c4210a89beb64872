import CLMDB
import Identity

/// How many pages a transaction may use, so that ending sessions is always possible: pages that are freed
/// can be used again two transactions later, so each takes a part of what is there, and new sessions leave
/// a reserve untouched, with room to note the use of each session that was not used yet. An estimate: where
/// it is wrong, LMDB says that the map is full and nothing is lost.
struct PageRoom {
    /// Pages of a change to one session: a path of each tree and its splits.
    static let removalPages = 15
    /// Pages of a use that is noted among others in their order: one, and its part of paths and splits.
    static let touchPages = 2
    /// Pages of a revocation: a path of its tree and a split.
    static let revocationPages = 5
    private static let pagesLimit = 4096

    /// Pages that can be written to.
    private let available: Int
    private let reserve: Int
    private(set) var used = 0
    private let limit: Int
    /// The part of the map that holds something.
    let fill: Double

    init(of environment: LMDBEnvironment, _ tables: StoreDatabase.Tables) throws(StoreFault) {
        let total = environment.pageLimit
        let unused = total - environment.usedPageEnd
        let last = environment.lastTransaction
        let transaction = try LMDBTransaction(environment, isWriting: false)
        available = unused + (try transaction.reusablePages(before: last))
        let unusedSessions =
            transaction.count(of: tables.sessions) - transaction.count(of: tables.uses.table)
        // Of a table whose keys come in any order, pages are half full at least.
        let entriesOfPage = environment.pageByteCount / (2 * UseTable.entryByteCount)
        reserve = max(48, total / 50) + max(0, unusedSessions) / entriesOfPage
        limit = max(1, min(Self.pagesLimit, available / 3))
        fill = Double(total - available) / Double(total)
    }

    /// Pages up to which a transaction may reach.
    var pagesBeyond: Int { limit + 1024 }

    /// Whether another change of that size may be made, besides a first one.
    func holds(_ pages: Int) -> Bool { used == 0 || used + pages <= limit }

    /// Whether a new session of that size leaves the reserve alone.
    func admits(_ pages: Int) -> Bool { available - used - pages >= reserve }

    mutating func use(_ pages: Int) { used += pages }

    static func insertionPages(recordByteCount: Int) -> Int { 16 + recordByteCount / 4096 }
}

extension LMDBTransaction {
    /// Pages that were freed and that the next transaction may use: those freed before the last one, whose
    /// own are still needed should it turn out not to have reached the disk.
    fileprivate borrowing func reusablePages(before last: Int) throws(StoreFault) -> Int {
        // The table of free pages: by transaction, a list that begins with its length.
        let cursor = try cursor(on: 0)
        return try cursor.sumOfLengths(below: last)
    }
}
