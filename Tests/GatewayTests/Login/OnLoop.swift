import Synchronization
import Transport

/// Runs `body` as a task of a loop on this thread, until it ends; notes where it went on.
func onLoop(_ body: @escaping @Sendable (LoopExecutor) async throws -> Void) throws {
    let loop = try EventLoop()
    let executor = loop.executor
    let failure = Mutex<(any Error)?>(nil)
    let finished = Mailbox<Void>(on: loop) { [unowned loop] in loop.stop() }
    // Posted, so that it starts when this thread is the loop's.
    executor.post {
        executor.start {
            do {
                try await body(executor)
            } catch {
                failure.withLock { $0 = error }
            }
            finished.send(())
        }
    }
    loop.run()
    if let error = failure.withLock({ $0 }) { throw error }
}

/// Lets one task wait until others have done so many things. (Polling by `Task.yield` would keep the loop
/// from its inbox.)
final class Countdown: Sendable {
    private struct State {
        var left: Int
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(left: count)) }

    func done() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.left -= 1
            return state.left == 0 ? state.waiting : nil
        }
        waiting?.resume()
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                state.waiting = continuation
                return state.left <= 0
            }
            if isOver { continuation.resume() }
        }
    }
}
