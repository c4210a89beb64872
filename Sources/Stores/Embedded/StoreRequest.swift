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
        case touch([(id: SessionID, time: WallTime)])
        case list(SessionQuery)
        case sweepOrphans(@Sendable (SessionIndex) -> Bool, OrphanSweep)
        case sweepExpired(ended: Int)

        /// Whether others may go before what is left of it.
        var isPatient: Bool {
            if case .sweepOrphans = self { true } else { false }
        }
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
