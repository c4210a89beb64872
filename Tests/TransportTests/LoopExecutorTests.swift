import Synchronization
import Testing

@testable import Transport

@Suite("Tasks of a loop")
struct LoopExecutorTests {
    /// Where each part of a task ran.
    private final class Trace: Sendable {
        let wasOnLoop = Mutex<[Bool]>([])

        func note(_ executor: LoopExecutor) {
            wasOnLoop.withLock { $0.append(executor.isCurrent) }
        }
    }

    @Test("a task runs on its loop before and after it has waited for another thread")
    func resumesOnLoop() throws {
        let loop = try EventLoop()
        let executor = loop.executor
        let trace = Trace()
        let finished = Mailbox<Void>(on: loop) { [unowned loop] in loop.stop() }
        // Posted, so that it starts when this thread is the loop's.
        executor.post {
            executor.start {
                trace.note(executor)
                await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                    do {
                        _ = try LoopThread.start(named: "other") { continuation.resume() }
                    } catch {
                        continuation.resume()
                    }
                }
                trace.note(executor)
                finished.send(())
            }
        }
        loop.run()
        #expect(trace.wasOnLoop.withLock { $0 }.last == true)
        #expect(trace.wasOnLoop.withLock { $0.count } == 2)
    }

    @Test("messages of one sender arrive in order, all of them")
    func mailboxOrder() throws {
        let loop = try EventLoop()
        let received = Mutex<[Int]>([])
        let box = Mailbox<Int>(on: loop) { [unowned loop] number in
            received.withLock { $0.append(number) }
            if number == 999 { loop.stop() }
        }
        let thread = try LoopThread.start(named: "sender") {
            for number in 0..<1_000 { box.send(number) }
        }
        loop.run()
        thread.join()
        #expect(received.withLock { $0 } == Array(0..<1_000))
    }
}
