import Transport

extension EventLoop {
    /// Starts a task on this loop, whose thread calls; it runs at once up to its first suspension.
    func start(_ body: @escaping () async -> Void) {
        // The executor of the loop runs it from beginning to end, so nothing in it leaves the thread.
        nonisolated(unsafe) let body = body
        executor.start { await unsafe body() }
    }
}
