import Configuration
import Transport

/// Builds snapshots on a thread of its own, because reading files and preparing keys takes a loop's
/// time. One at a time, in the order asked for.
final class SnapshotLoader: Sendable {
    typealias Loaded = Result<Snapshot, ConfigurationFaults>

    private let builder: SnapshotBuilder
    private let background: LoopExecutor
    private let results: Mailbox<Loaded>

    /// - Parameter loaded: runs on `loop`.
    init(
        _ builder: SnapshotBuilder, on loop: EventLoop, loaded: @escaping (Loaded) -> Void
    ) throws(SystemError) {
        self.builder = builder
        results = Mailbox(on: loop, handler: loaded)
        let own = try EventLoop()
        background = own.executor
        // Handed over before the thread runs; it ends with the process.
        nonisolated(unsafe) let handedOver = own
        _ = try LoopThread.start(named: "loader") { unsafe handedOver.run() }
    }

    func load(_ generation: UInt32) {
        background.post { [builder, results] in
            do throws(ConfigurationFaults) {
                results.send(.success(try builder.build(generation: generation)))
            } catch {
                results.send(.failure(error))
            }
        }
    }
}
