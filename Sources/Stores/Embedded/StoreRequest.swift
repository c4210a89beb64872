import Codecs
import Identity
import Transport

/// One thing a loop asks the writer to do, and where the answer goes.
struct StoreRequest: Sendable {
    var work: Work
    /// What has not begun by then is not done; nil: there is time.
    let deadline: Instant?
    let reply: Reply?

    enum Work: Sendable {
        case begin(NewLogin)
        case rotate(Rotation)
        case end(SessionID)
        case endFamily([UInt8], SessionAccount)
        case endAll(SessionAccount)
        /// Ends what is named, having ended so many before.
        case remove([SessionID], ended: Int)
        /// Sessions that were used, and when.
        case touch([SessionID: WallTime])
        /// The same by ID, so that neighbours share pages: the rest of them.
        case noteUses(ArraySlice<(key: SessionID, value: WallTime)>)
        case list(SessionQuery)
        case sweepOrphans(@Sendable (SessionIndex) -> Bool, OrphanSweep)
        case sweepExpired(ended: Int)
        /// Adds what is left, having added those before.
        case revoke(ArraySlice<StoredRevocation>, added: [RevocationID])
        case unrevoke(ArraySlice<RevocationID>, removed: Int)
        case listRevocations(after: RevocationID?, limit: Int)

        var urgency: Urgency {
            switch self {
            case .begin, .rotate, .end, .endFamily, .endAll, .remove: .person
            // An import of millions comes in portions, each behind the logins that wait.
            case .revoke, .unrevoke, .listRevocations: .soon
            case .touch, .noteUses, .list, .sweepExpired: .soon
            case .sweepOrphans: .whenever
            }
        }

        /// Uses of sessions that it notes.
        var touchCount: Int {
            switch self {
            case .touch(let times): times.count
            case .noteUses(let uses): uses.count
            default: 0
            }
        }
    }

    /// What goes before what. Within one urgency all is done in its order.
    enum Urgency: Comparable {
        /// Somebody waits for a page: logins and logouts, which are few.
        case person
        case soon
        /// A long look at all sessions.
        case whenever
    }

    /// How far a look at all sessions has come.
    struct OrphanSweep: Sendable {
        var after: SessionID?
        var ended = 0
    }

    /// The loop's own number for the request, and its letter box.
    struct Reply: Sendable {
        let ticket: UInt64
        let mailbox: Mailbox<StoreAnswer>
    }
}

/// What the writer says to a request.
struct StoreAnswer: Sendable {
    enum Value: Sendable {
        case done
        case count(Int)
        /// Logins that were ended to make room.
        case evicted([SessionPage.Entry])
        case rotation(RotationOutcome)
        case revoked([RevocationID])
        case revocations(RevocationPage)
        case page(SessionPage)
    }

    let ticket: UInt64
    let result: Result<Value, StoreFault>
}

extension StoreRequest {
    func answer(_ result: Result<StoreAnswer.Value, StoreFault>) {
        guard let reply else { return }
        reply.mailbox.send(StoreAnswer(ticket: reply.ticket, result: result))
    }

    func isLate(at now: Instant) -> Bool { deadline.map { now >= $0 } ?? false }
}
