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
    /// The rest of a request that did not fit.
    private(set) var unfinished: StoreRequest?
    private(set) var expiredCount = 0

    private static let portionLimit = 512

    init(now: WallTime, limit: Int) {
        self.now = now
        self.limit = limit
    }

    /// Does what `request` asks for, or a part of it.
    /// - Returns: whether there is room for the next one; where there is not, what is left comes before its
    ///   like in the next transaction, so that all is done in its order.
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
            unfinished = request
        }
        taken += 1
        return unfinished == nil
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
            case .create(let session): try create(session, insteadOf: nil, transaction)
            case .replace(let old, let session): try create(session, insteadOf: old, transaction)
            case .end(let id): try end(id, transaction)
            case .endAll(let account):
                try remove(victims(of: account, transaction), ended: 0, transaction)
            case .remove(let ids, let ended): try remove(ids, ended: ended, transaction)
            case .touch(let times):
                try note(times.sorted { $0.key < $1.key }[...], transaction)
            case .noteUses(let uses): try note(uses, transaction)
            case .list(let query): .finished(.success(.page(try page(query, transaction))))
            case .sweepOrphans(let isOrphan, let sweep):
                try sweepOrphans(isOrphan, sweep, transaction)
            case .sweepExpired(let ended): try sweepExpired(ended, transaction)
            }
        }

        private mutating func create(
            _ session: NewSession, insteadOf old: SessionID?,
            _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            guard session.record.count <= SessionRecord.bytesLimit else {
                return .finished(.failure(.tooLarge))
            }
            let pages =
                PageRoom.insertionPages(recordByteCount: session.record.count)
                + (old == nil ? 0 : PageRoom.removalPages)
            guard room.admits(pages) else {
                return room.used == 0 ? .finished(.failure(.full)) : .noRoom
            }
            guard room.holds(pages) else { return .noRoom }
            do throws(StoreFault) {
                try tables.insert(session, transaction)
            } catch {
                guard error == .exists else { throw error }
                return .finished(.failure(.exists))
            }
            if let old { _ = try tables.remove(old, transaction) }
            room.use(pages)
            return .finished(.success(.done))
        }

        private mutating func end(
            _ id: SessionID, _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            guard room.holds(PageRoom.removalPages) else { return .noRoom }
            room.use(PageRoom.removalPages)
            return .finished(.success(.count(try tables.remove(id, transaction) ? 1 : 0)))
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
                if try tables.remove(id, transaction) { ended += 1 }
            }
            return .finished(.success(.count(ended)))
        }

        private mutating func note(
            _ uses: ArraySlice<(key: SessionID, value: WallTime)>,
            _ transaction: borrowing LMDBTransaction
        ) throws(StoreFault) -> Outcome {
            for place in uses.indices {
                guard place < uses.startIndex + StoreBatch.portionLimit,
                    room.holds(PageRoom.touchPages)
                else { return .more(.noteUses(uses[place...])) }
                room.use(PageRoom.touchPages)
                try tables.touch(uses[place].key, at: uses[place].value, transaction)
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
            for id in orphans where try tables.remove(id, transaction) { sweep.ended += 1 }
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
