import Codecs
import Identity
import Transport

/// The answers that tasks of one loop wait for. Each comes once: from the writer, or from the timer where the
/// writer is late; what the writer says then is of no interest any more.
final class AwaitedAnswers {
    typealias Continuation = CheckedContinuation<Result<StoreAnswer.Value, StoreFault>, Never>

    private struct Awaited {
        let continuation: Continuation
        /// Held while it may ring.
        let timer: LoopTimer?
    }

    private let loop: EventLoop
    private var awaited: [UInt64: Awaited] = [:]
    private var lastTicket: UInt64 = 0

    init(on loop: EventLoop) { self.loop = loop }

    /// Resumes `continuation` when there is an answer or the time is over.
    /// - Returns: the ticket that the answer carries.
    func await(_ continuation: Continuation, timeoutNanoseconds: UInt64?) -> UInt64 {
        precondition(loop.executor.isCurrent, "a store's connection is used on its loop")
        lastTicket += 1
        let ticket = lastTicket
        let timer = timeoutNanoseconds.map { nanoseconds in
            let timer = LoopTimer(on: loop) { [unowned self] _ in
                receive(StoreAnswer(ticket: ticket, result: .failure(.tooLate)))
            }
            timer.set(nanoseconds: nanoseconds)
            return timer
        }
        awaited[ticket] = Awaited(continuation: continuation, timer: timer)
        return ticket
    }

    func receive(_ answer: StoreAnswer) {
        guard let waiting = awaited.removeValue(forKey: answer.ticket) else { return }
        waiting.continuation.resume(returning: answer.result)
    }
}
