import CLMDB
import Codecs
import Identity

/// The parts of the tables' work that look at several records of one login, or at several logins of one
/// account: families, rotation, limits.
extension SessionTables {
    /// What is alive of a family: what renews it and what it renewed. Spent secrets stay, to be known.
    func members(
        of family: [UInt8], of account: SessionAccount, at now: WallTime,
        _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> [SessionID] {
        guard !family.isEmpty else { return [] }
        return try sessions(of: account, at: now, transaction)
            .filter { $0.index.family == family }.map(\.id)
    }

    /// The records of those names that are there, and everything of their families.
    func members(
        withAnyOf ids: [SessionID], at now: WallTime, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> [SessionID] {
        var members: [SessionID] = []
        for id in ids where !members.contains(id) {
            guard try load(id, transaction) else { continue }
            members.append(id)
            guard let index = sealedIndex(of: id) else { continue }
            let account = SessionAccount(issuer: index.issuer, subject: index.subject)
            members += try self.members(of: index.family, of: account, at: now, transaction)
                .filter { !members.contains($0) }
        }
        return members
    }

    // MARK: Rotation

    /// Does all of it where the secret is there and nobody has redeemed it.
    func rotate(
        _ rotation: Rotation, _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> RotationOutcome {
        guard try load(rotation.spent.id, transaction) else { return .gone }
        guard let index = sealedIndex(of: rotation.spent.id) else { return .gone }
        guard index.kind == .refresh else { return .overtaken }
        _ = try remove(rotation.spent.id, transaction)
        for session in [rotation.spent] + rotation.successors { try insert(session, transaction) }
        return .rotated
    }

    /// Takes the data part out of what was loaded, which was sealed to a spent secret for the time of grace.
    func eraseData(
        _ id: SessionID, from old: WallTime, to new: WallTime,
        _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) {
        guard let end = storedEndWithoutData else { return }
        value.truncate(to: end)
        try reschedule(id, from: old, to: new, transaction)
    }

    // MARK: Limits

    /// The logins that must end for `login` to begin, the oldest first.
    /// - Parameter ending: records that end with it anyway.
    /// - Throws: `limitReached` where none may be ended.
    func evictions(
        for login: NewLogin, besides ending: [SessionID], at now: WallTime,
        _ transaction: borrowing LMDBTransaction
    ) throws(StoreFault) -> [SessionPage.Entry] {
        guard let limit = login.limit,
            let own = login.sessions.first(where: \.index.isListed)?.index
        else { return [] }
        let account = SessionAccount(issuer: own.issuer, subject: own.subject)
        let others = try sessions(of: account, at: now, transaction).filter { entry in
            entry.index.isListed && lifetimes.isAlive(entry.index, at: now)
                && !ending.contains(entry.id)
        }
        let evicted = limit.excess(of: others, beside: own)
        guard evicted.isEmpty || limit.whenFull == .evictOldest else { throw .limitReached }
        return evicted
    }
}

extension LoginLimit {
    /// Which of an account's other logins are too many when `new` begins, the oldest first.
    fileprivate func excess(
        of others: [SessionPage.Entry], beside new: SessionIndex
    ) -> [SessionPage.Entry] {
        let sorted = others.sorted { $0.index.isOlder(than: $1.index) }
        guard unit == .devices else {
            return Array(sorted.prefix(max(0, sorted.count - count + 1)))
        }
        // A browser is as old as its latest login.
        var latest: [[UInt8]: SessionIndex] = [:]
        for entry in sorted { latest[entry.device] = entry.index }
        if !new.deviceID.isEmpty { latest[new.deviceID] = nil }
        let excess = max(0, latest.count - count + 1)
        let oldest = latest.sorted { $0.value.isOlder(than: $1.value) }.prefix(excess)
        let evicted = Set(oldest.map(\.key))
        return sorted.filter { evicted.contains($0.device) }
    }
}

extension SessionPage.Entry {
    /// The browser, or the login itself where it has none to name.
    fileprivate var device: [UInt8] {
        index.deviceID.isEmpty ? [UInt8](hexOf: id) : index.deviceID
    }
}

extension [UInt8] {
    fileprivate init(hexOf id: SessionID) { self = Array(id.hex.utf8) }
}
