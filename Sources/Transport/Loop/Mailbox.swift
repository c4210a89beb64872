/// A one-way door into a loop: anyone may send, the handler runs on the loop's thread, messages of one
/// sender in order.
public final class Mailbox<Message: Sendable>: Sendable {
    private let executor: LoopExecutor
    /// Made on the loop and called on the loop only, by messages posted to its executor.
    nonisolated(unsafe) private let handler: (Message) -> Void

    /// - Parameter handler: runs on `loop`; it may hold what only that loop may touch.
    public init(on loop: EventLoop, handler: @escaping (Message) -> Void) {
        executor = loop.executor
        unsafe self.handler = handler
    }

    public func send(_ message: Message) {
        executor.post { [self] in unsafe handler(message) }
    }
}
