import Transport

extension EventLoop {
    /// Runs on the calling thread until one task of the loop has come to its end: for commands that wait for
    /// what only answers a loop. Once for each loop, which is over with it.
    func run<Value, Fault: Error>(
        _ body: @escaping () async throws(Fault) -> Value
    ) throws(Fault) -> Value {
        var result: Result<Value, Fault>?
        let end = { (found: Result<Value, Fault>) in
            result = found
            self.stop()
        }
        // Both are used on this thread alone: it is the loop's from `run` on, and the task is the loop's.
        nonisolated(unsafe) let work = body
        nonisolated(unsafe) let finish = end
        let executor = executor
        // Posted, so that the task begins when this thread is the loop's.
        executor.post {
            executor.start {
                do throws(Fault) {
                    unsafe finish(.success(try await work()))
                } catch {
                    unsafe finish(.failure(error))
                }
            }
        }
        run()
        guard let result else { preconditionFailure("the loop was stopped by somebody else") }
        return try result.get()
    }
}
