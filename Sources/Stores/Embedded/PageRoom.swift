import CLMDB
import Identity

/// How many pages a transaction may use, so that ending sessions is always possible: pages that are freed
/// can be used again two transactions later, so each takes a part of what is there, and new sessions leave
/// a reserve untouched. An estimate: where it is wrong, LMDB says that the map is full and nothing is lost.
struct PageRoom {
    /// Pages of a change to one session: a path of each tree and its splits.
    static let removalPages = 12
    static let touchPages = 5
    private static let pagesLimit = 4096

    /// Pages that can be written to.
    private let available: Int
    private let reserve: Int
    private(set) var used = 0
    private let limit: Int
    /// The part of the map that holds something.
    let fill: Double

    init(of environment: LMDBEnvironment) throws(StoreFault) {
        let total = environment.pageLimit
        let unused = total - environment.usedPageEnd
        available = unused + (try environment.reusablePages())
        reserve = max(48, total / 50)
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

extension LMDBEnvironment {
    /// Pages that were freed and that the next transaction may use: those freed before the last one, whose
    /// own are still needed should it turn out not to have reached the disk.
    func reusablePages() throws(StoreFault) -> Int {
        let last = lastTransaction
        let transaction = try LMDBTransaction(self, isWriting: false)
        // The table of free pages: by transaction, a list that begins with its length.
        let cursor = try transaction.cursor(on: 0)
        return try cursor.sumOfLengths(below: last)
    }
}
