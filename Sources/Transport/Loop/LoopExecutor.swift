internal import CEvent
import Glibc
import Synchronization

/// The door to an event loop from other threads, and the executor of the tasks that belong to it.
///
/// A task started here resumes here, between the loop's callbacks, never on the runtime's global pool:
/// a serial executor alone would not do that, the task executor preference does.
public final class LoopExecutor: SerialExecutor, TaskExecutor {
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var messages: [@Sendable () -> Void] = []
        var isEmpty: Bool { jobs.isEmpty && messages.isEmpty }
    }

    private let inbox = Mutex(Inbox())
    /// Becomes readable when the inbox is no longer empty; closed when the executor goes.
    let wakeDescriptor: CInt
    /// The loop's thread while it runs, else 0.
    private let thread = Atomic<UInt>(0)
    /// Confined to the loop's thread: whether a job runs, and those that became ready meanwhile.
    nonisolated(unsafe) private var isRunningJob = false
    nonisolated(unsafe) private var readyJobs: [UnownedJob] = []

    init() throws(SystemError) {
        wakeDescriptor = sallyport_eventfd()
        guard wakeDescriptor >= 0 else { throw SystemError("eventfd") }
    }

    deinit { _ = close(wakeDescriptor) }

    /// Whether the caller runs on the loop's thread.
    public var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Runs `message` on the loop, after the callback at hand. From any thread.
    public func post(_ message: @escaping @Sendable () -> Void) {
        let wasEmpty = inbox.withLock { inbox in
            defer { inbox.messages.append(message) }
            return inbox.isEmpty
        }
        if wasEmpty { wake() }
    }

    /// Starts a task on the loop. Called there, it runs at once up to its first suspension.
    public func start(_ body: @escaping @Sendable () async -> Void) {
        Task.immediate(executorPreference: self) { await body() }
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard isCurrent else {
            let wasEmpty = inbox.withLock { inbox in
                defer { inbox.jobs.append(job) }
                return inbox.isEmpty
            }
            if wasEmpty { wake() }
            return
        }
        if unsafe isRunningJob { unsafe readyJobs.append(job) } else { run(job) }
    }

    public func checkIsolated() { precondition(isCurrent) }

    /// The calling thread is the loop's until `leave`.
    func enter() { thread.store(UInt(pthread_self()), ordering: .relaxed) }

    func leave() { thread.store(0, ordering: .relaxed) }

    /// Runs everything that was posted. On the loop's thread.
    func drainInbox() {
        let taken = inbox.withLock { inbox in
            defer { inbox = Inbox() }
            return inbox
        }
        for message in taken.messages { message() }
        for job in taken.jobs { run(job) }
    }

    /// Takes the wake-up back; called before `drainInbox`, so that none is lost.
    func acknowledgeWake() {
        var count: UInt64 = 0
        _ = unsafe read(wakeDescriptor, &count, 8)
    }

    private func wake() {
        var one: UInt64 = 1
        // Fails only where the counter would overflow, and then the loop is awake already.
        _ = unsafe write(wakeDescriptor, &one, 8)
    }

    private func run(_ first: UnownedJob) {
        unsafe isRunningJob = true
        var next: UnownedJob? = first
        while let job = next {
            unsafe job.runSynchronously(
                isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            next = unsafe readyJobs.isEmpty ? nil : readyJobs.removeFirst()
        }
        unsafe isRunningJob = false
    }
}
