import Crypto
import Synchronization
import Transport

/// Threads that compute password hashes, so that no event loop does. They are patient (nice 10) and
/// fewer than the processors, so that requests go on while people log in; what waits is bounded, so that
/// a flood of logins is told to come again instead of growing.
final class HashThreads: Sendable {
    /// Hashes that wait for a thread, at most.
    static let queueLimit = 32

    private static let nice: CInt = 10

    private let queue = HashQueue(limit: queueLimit)
    private let threads: Mutex<[LoopThread]>

    /// All processors but one.
    static var usualCount: Int { max(1, Process.processorCount - 1) }

    init(count: Int = usualCount, named name: String = "hash") throws(SystemError) {
        var started: [LoopThread] = []
        for index in 0..<count {
            started.append(
                try LoopThread.start(named: "\(name)-\(index)") { [queue] in
                    Process.yieldThread(nice: Self.nice)
                    queue.work()
                })
        }
        threads = Mutex(started)
    }

    deinit { queue.stop() }

    /// Whether `password` is what `hash` was made of. The caller goes on where it was, on its own loop.
    func verify(
        _ password: Secret, against hash: PasswordHash
    ) async throws(HashFault) -> Bool {
        let result: Result<Bool, HashFault> = await withCheckedContinuation { continuation in
            let job = HashQueue.Job(password: password, hash: hash, continuation: continuation)
            if let fault = queue.add(job) { continuation.resume(returning: .failure(fault)) }
        }
        return try result.get()
    }

    /// Ends the threads and waits for them: for as long as the hashes at hand take. Who waits is told.
    func stop() {
        queue.stop()
        let started = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in started { thread.join() }
    }
}

/// Why no hash was computed. Nothing was learned of the password: the try costs nothing.
enum HashFault: Error, Equatable {
    /// The queue is full.
    case busy
    /// The gateway is about to end.
    case stopped
}

/// What the threads share.
private final class HashQueue: Sendable {
    struct Job: Sendable {
        let password: Secret
        let hash: PasswordHash
        let continuation: CheckedContinuation<Result<Bool, HashFault>, Never>
    }

    private struct State {
        var jobs: [Job] = []
        var isStopped = false
    }

    private let limit: Int
    private let state = Mutex(State())
    /// Counts jobs, and once stopped passes everyone.
    private let semaphore = Semaphore()

    init(limit: Int) { self.limit = limit }

    /// - Returns: why it was not taken.
    func add(_ job: Job) -> HashFault? {
        let fault = state.withLock { state -> HashFault? in
            if state.isStopped { return .stopped }
            if state.jobs.count >= limit { return .busy }
            state.jobs.append(job)
            return nil
        }
        if fault == nil { semaphore.signal() }
        return fault
    }

    /// Computes until `stop`.
    func work() {
        while true {
            semaphore.wait()
            guard let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) else {
                // For the next thread, which is to end as well.
                return semaphore.signal()
            }
            let isRight = job.hash.verifies(job.password.span)
            job.continuation.resume(returning: .success(isRight))
        }
    }

    func stop() {
        let left = state.withLock { state in
            defer { state = State(isStopped: true) }
            return state.jobs
        }
        for job in left { job.continuation.resume(returning: .failure(.stopped)) }
        semaphore.signal()
    }
}
