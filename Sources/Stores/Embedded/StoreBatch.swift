import Codecs
import Identity
import Transport

/// What one transaction has done so far, to be answered when it is durable and forgotten when it fails.
struct StoreBatch {
    let now: WallTime
    /// Requests at most.
    let limit: Int
    /// Requests that were begun, from the front of what is pending.
    private(set) var taken = 0
    private(set) var finished: [(StoreRequest, Result<StoreAnswer.Value, StoreFault>)] = []
    /// The rest of requests that did not fit.
    private(set) var unfinished: [StoreRequest] = []
    private(set) var expiredCount = 0

    private static let portionLimit = 512

    init(now: WallTime, limit: Int) {
        self.now = now
        self.limit = limit
    }

    /// Does what `request` asks for, or a part of it.
    /// - Returns: whether there is room for the next one; where there is not, what is left comes first in the
    ///   next transaction, so that all is done in its order.
    mutating func add(
        _ request: StoreRequest, in tables: SessionTables,
        _ transaction: borrowing LMDBTransaction, _ room: inout PageRoom
    ) throws(StoreFault) -> Bool {
        // Looked at here and not before: the transaction may have waited for the disk.
        if request.isLate(at: SystemClock.now()) {
            finished.append((request, .failure(.tooLate)))
            taken += 1
            return true
        }
        var step = Step(tables: tables, now: now, room: room)
        let outcome = try step.perform(request.work, transaction)
        room = step.room
        expiredCount += step.expiredCount
        switch outcome {
        case .noRoom: return false
        case .finished(let result): finished.append((request, result))
        case .more(let rest):
            var request = request
            request.work = rest
            unfinished.append(request)
        }
        taken += 1
        return unfinished.isEmpty
    }

    private enum Outcome {
        case finished(Result<StoreAnswer.Value, StoreFault>)
        case more(StoreRequest.Work)
        case noRoom
    }

    /// One request at work.
    private struct Step {
        let tables: SessionTables
        let now: WallTime
        var room: PageRoom
        var expiredCount = 0

        // flat: one switch
        mutating func perform(
            _ work: StoreRequest.Work, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            switch work {
            case .begin(let login): try begin(login, transaction)
            case .rotate(let rotation): try rotate(rotation, transaction)
            case .end(let id): try end(id, transaction)
            case .endFamily(let family, let account):
                try remove(
                    tables.members(of: family, of: account, at: now, transaction), ended: 0,
                    transaction)
            case .endAll(let account):
                try remove(victims(of: account, transaction), ended: 0, transaction)
            case .remove(let ids, let ended): try remove(ids, ended: ended, transaction)
            case .touch(let touches): try touch(touches, transaction)
            case .list(let query): .finished(.success(.page(try page(query, transaction))))
            case .sweepOrphans(let isOrphan, let sweep):
                try sweepOrphans(isOrphan, sweep, transaction)
            case .sweepExpired(let ended): try sweepExpired(ended, transaction)
            }
        }

        private mutating func begin(
            _ login: NewLogin, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            guard login.sessions.allSatisfy(\.isStorable) else {
                return .finished(.failure(.tooLarge))
            }
            for session in login.sessions where try tables.load(session.id, transaction) {
                return .finished(.failure(.exists))
            }
            var ending = try tables.members(withAnyOf: login.replaces, at: now, transaction)
            let evicted: [SessionPage.Entry]
            do throws(StoreFault) {
                evicted = try tables.evictions(for: login, besides: ending, at: now, transaction)
            } catch {
                guard error == .limitReached else { throw error }
                return .finished(.failure(.limitReached))
            }
            ending += try tables.members(withAnyOf: evicted.map(\.id), at: now, transaction)
            let pages =
                login.sessions.map(\.insertionPages).reduce(0, +)
                + ending.count * PageRoom.removalPages
            guard room.admits(pages) else {
                return room.used == 0 ? .finished(.failure(.full)) : .noRoom
            }
            guard room.holds(pages) else { return .noRoom }
            for session in login.sessions { try tables.insert(session, transaction) }
            for id in ending { _ = try tables.remove(id, transaction) }
            room.use(pages)
            return .finished(.success(.evicted(evicted)))
        }

        /// Takes from the reserve where it must: people who are logged in stay so in a full store.
        private mutating func rotate(
            _ rotation: Rotation, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            let records = [rotation.spent] + rotation.successors
            guard records.allSatisfy(\.isStorable) else {
                return .finished(.failure(.tooLarge))
            }
            let pages = records.map(\.insertionPages).reduce(PageRoom.removalPages, +)
            guard room.holds(pages) else { return .noRoom }
            let outcome = try tables.rotate(rotation, transaction)
            room.use(pages)
            return .finished(.success(.rotation(outcome)))
        }

        /// With all of its family, in one transaction: half a login must not outlive its logout.
        private mutating func end(
            _ id: SessionID, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            let members = try tables.members(withAnyOf: [id], at: now, transaction)
            let pages = max(1, members.count) * PageRoom.removalPages
            guard room.holds(pages) else { return .noRoom }
            room.use(pages)
            var ended = 0
            for member in members where try tables.remove(member, transaction) != .nothing {
                ended += 1
            }
            return .finished(.success(.count(ended)))
        }

        private func victims(
            of account: SessionAccount, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> [SessionID] {
            try tables.sessions(of: account, at: now, transaction)
                .filter { account.exceptFingerprint != $0.index.fingerprint }.map(\.id)
        }

        private mutating func remove(
            _ ids: [SessionID], ended: Int, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            var ended = ended
            for (place, id) in ids.enumerated() {
                guard room.holds(PageRoom.removalPages) else {
                    return .more(.remove(Array(ids[place...]), ended: ended))
                }
                room.use(PageRoom.removalPages)
                if try tables.remove(id, transaction) == .login { ended += 1 }
            }
            return .finished(.success(.count(ended)))
        }

        private mutating func touch(
            _ touches: [(id: SessionID, time: WallTime)], _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            for (place, touch) in touches.enumerated() {
                guard room.holds(PageRoom.touchPages) else {
                    return .more(.touch(Array(touches[place...])))
                }
                room.use(PageRoom.touchPages)
                try tables.touch(touch.id, at: touch.time, transaction)
            }
            return .finished(.success(.done))
        }

        private mutating func sweepExpired(
            _ ended: Int, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            var ended = ended
            var looked = 0
            while looked < StoreBatch.portionLimit {
                guard room.holds(PageRoom.removalPages) else {
                    return .more(.sweepExpired(ended: ended))
                }
                let portion = try tables.sweepExpired(at: now, limit: 1, transaction)
                guard portion.looked > 0 else { return .finished(.success(.count(ended))) }
                room.use(PageRoom.removalPages)
                looked += 1
                ended += portion.ended
                expiredCount += portion.ended
            }
            return .more(.sweepExpired(ended: ended))
        }

        private mutating func sweepOrphans(
            _ isOrphan: @escaping @Sendable (SessionIndex) -> Bool,
            _ sweep: StoreRequest.OrphanSweep, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            var sweep = sweep
            var room = room
            var orphans: [SessionID] = []
            let next = try tables.visit(
                after: sweep.after, limit: StoreBatch.portionLimit, transaction
            ) { id, index in
                guard isOrphan(index) else { return true }
                orphans.append(id)
                room.use(PageRoom.removalPages)
                return room.holds(PageRoom.removalPages)
            }
            for id in orphans where try tables.remove(id, transaction) == .login {
                sweep.ended += 1
            }
            self.room = room
            guard let next else { return .finished(.success(.count(sweep.ended))) }
            sweep.after = next
            return .more(.sweepOrphans(isOrphan, sweep))
        }

        private func page(
            _ query: SessionQuery, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> SessionPage {
            try tables.page(query, at: now, transaction)
        }
    }
}

extension NewSession {
    fileprivate var isStorable: Bool { record.count <= SessionRecord.bytesLimit }

    fileprivate var insertionPages: Int {
        PageRoom.insertionPages(recordByteCount: record.count)
    }
}
