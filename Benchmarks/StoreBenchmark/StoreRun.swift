import Codecs
import Crypto
import Foundation
import Identity
import Stores
import Transport

/// One store that grows, measured on the way.
final class StoreRun {
    private let store: EmbeddedStore
    private let loop: EventLoop
    private let path: String

    init(path: String) throws {
        self.path = path
        store = try EmbeddedStore(
            EmbeddedSettings(
                path: path, lifetimes: SessionLifetimes(idle: 28_800, absolute: 86_400),
                clock: SystemClock.wallTime))
        loop = try EventLoop()
    }

    func run(upTo largest: Int) throws {
        let executor = loop.executor
        nonisolated(unsafe) let steps = StoreSteps(
            try store.connection(on: loop), try SHA256Context(), store.sealingSecret, path)
        nonisolated(unsafe) let loop = loop
        executor.post {
            executor.start {
                do { try await steps.run(upTo: largest, on: executor) } catch { print("\(error)") }
                loop.stop()
            }
        }
        self.loop.run()
    }
}

/// What is done on the loop.
private final class StoreSteps {
    private let connection: EmbeddedConnection
    private let digest: SHA256Context
    private let path: String
    private var maker: SessionMaker
    private var ids: [SessionID] = []
    private let timeout: UInt64 = 600_000_000_000

    init(
        _ connection: EmbeddedConnection, _ digest: consuming SHA256Context, _ secret: Secret,
        _ path: String
    ) {
        self.connection = connection
        self.digest = digest
        self.path = path
        guard let maker = try? SessionMaker(secret) else { preconditionFailure() }
        self.maker = maker
    }

    func run(upTo largest: Int, on executor: LoopExecutor) async throws {
        print(
            "\n| sessions | look-up ns | absent ns | bytes a session | created/s, 256 at a time |")
        print("|---|---|---|---|---|")
        for count in [1_000, 10_000, 100_000, 1_000_000] where count <= largest {
            let missing = count - ids.count
            let start = SystemClock.now()
            await create(missing, tasks: 256, on: executor)
            let rate = rate(of: missing, since: start)
            print(
                "|", count, "|", lookUps(), "|", absentLookUps(), "|", bytesPerSession(), "|", rate,
                "|")
        }
        print("\n| at a time | durable creations/s |\n|---|---|")
        for (tasks, count) in [(1, 500), (10, 5_000), (100, 20_000), (1_000, 40_000)] {
            let start = SystemClock.now()
            await create(count, tasks: tasks, on: executor)
            print("|", tasks, "|", rate(of: count, since: start), "|")
        }
        try await touch()
    }

    private func create(_ count: Int, tasks: Int, on executor: LoopExecutor) async {
        nonisolated(unsafe) let steps = self
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            nonisolated(unsafe) var left = tasks
            for task in 0..<tasks {
                let share = count / tasks + (task < count % tasks ? 1 : 0)
                executor.start {
                    for _ in 0..<share { await steps.createOne() }
                    left -= 1
                    if left == 0 { done.resume() }
                }
            }
        }
    }

    private func createOne() async {
        do {
            let session = try maker.make(ids.count)
            try await connection.create(session, timeoutNanoseconds: timeout)
            ids.append(session.id)
        } catch { print("not created: \(error)") }
    }

    private func lookUps() -> Int {
        var order: [SessionID] = []
        for _ in 0..<200_000 { order.append(ids[Int.random(in: ids.indices)]) }
        for id in order { precondition(connection.lookUp(id) == .found) }
        let before = faults()
        defer { FileHandle.standardError.write(Data("faults: \(faults() - before)\n".utf8)) }
        return nanoseconds(order.count) { precondition(connection.lookUp(order[$0]) == .found) }
    }

    private func faults() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_minflt + usage.ru_majflt
    }

    private func absentLookUps() -> Int {
        let order = (0..<50_000).map { _ in SessionSecret(from: SecureRandom()).id(by: digest) }
        return nanoseconds(order.count) { precondition(connection.lookUp(order[$0]) == .absent) }
    }

    private func bytesPerSession() -> Int {
        var status = stat()
        stat("\(path)/data.mdb", &status)
        return Int(status.st_blocks) * 512 / ids.count
    }

    private func rate(of count: Int, since start: Instant) -> Int {
        Int(Double(count) * 1e9 / Double(SystemClock.now().nanoseconds(since: start)))
    }

    private func touch() async throws {
        let start = SystemClock.now()
        let count = min(ids.count, 100_000)
        for id in ids.prefix(count) {
            connection.touch(id, at: SystemClock.wallTime().advanced(bySeconds: 100))
        }
        connection.flushTouches()
        // What is asked for later is answered later.
        _ = try await connection.sessions(SessionQuery(limit: 1), timeoutNanoseconds: timeout)
        print("\ntouches/s:", rate(of: count, since: start))
    }
}
