internal import Codecs
internal import Configuration
internal import Glibc
internal import Synchronization

/// Writes what the workers log, on a thread of its own: each 100 ms, and sooner when a ring is half
/// full. A worker never waits for it; a destination that stalls or fails costs log lines, which are
/// counted, and no request.
public final class LogWriter: Sendable {
    /// The destination cannot be opened.
    public struct Fault: Error, Sendable, CustomStringConvertible {
        public let path: String
        public let reason: String
        public var description: String { "cannot write the log \(path): \(reason)" }
    }

    private let rings = Mutex<[LogRing]>([])
    private let wake = Wake()
    private let ended = Wake()
    private let isReopening = Atomic(false)
    private let isStopping = Atomic(false)

    /// Opens the destination and starts the thread, which keeps the writer alive until `stop`.
    /// - Parameters:
    ///   - destination: `.off` has no writer.
    ///   - metrics: a part made for this writer alone.
    public convenience init?(
        _ destination: LogSettings.Destination, metrics: ThreadMetrics, operatorLog: OperatorLog
    ) throws(Fault) {
        switch destination {
        case .off: return nil
        case .stdout:
            self.init(LogOutput(descriptor: STDOUT_FILENO), metrics, operatorLog)
        case .file(let file):
            do throws(LogOutput.Fault) {
                self.init(try LogOutput(path: file.path), metrics, operatorLog)
            } catch {
                throw Fault(path: file.path, reason: error.reason)
            }
        }
    }

    init(
        _ output: consuming LogOutput, _ metrics: ThreadMetrics, _ operatorLog: OperatorLog
    ) {
        let drain = LogDrain(output, metrics: metrics, operatorLog: operatorLog)
        startThread(ConsumerStart(writer: self, drain: drain))
    }

    /// A ring for one producing thread.
    func makeRing(capacity: Int = 1 << 20) -> LogRing {
        let ring = LogRing(capacity: capacity)
        rings.withLock { $0.append(ring) }
        return ring
    }

    /// Opens the file anew, soon: for log rotation. On any thread, also from a signal's handler loop.
    public func reopen() {
        isReopening.store(true, ordering: .releasing)
        wake.signal()
    }

    /// Has everything written that was logged before, and ends the thread. To be called once, when no
    /// worker logs any more.
    /// - Returns: false where the destination took too long; what is left is lost.
    @discardableResult
    public func stop(within limit: Duration) -> Bool {
        isStopping.store(true, ordering: .releasing)
        wake.signal()
        return ended.wait(milliseconds: Int32(clamping: limit.wholeNanoseconds / 1_000_000))
    }

    /// A worker's ring is filling up.
    func hurry() { wake.signal() }

    /// The thread's whole life.
    fileprivate func run(_ drain: inout LogDrain) {
        var isLast = false
        while !isLast {
            wake.wait(milliseconds: 100)
            // Read before draining: what was logged before `stop` is in the rings by now.
            isLast = isStopping.load(ordering: .acquiring)
            drain.drain(rings.withLock { $0 })
            if isReopening.exchange(false, ordering: .acquiringAndReleasing) { drain.reopen() }
        }
        ended.signal()
    }
}

/// What the thread takes over at its start.
private final class ConsumerStart {
    let writer: LogWriter
    var drain: LogDrain

    init(writer: LogWriter, drain: consuming LogDrain) {
        self.writer = writer
        self.drain = drain
    }
}

/// Starts the thread with every signal blocked, so that signals go to the threads that wait for them.
private func startThread(_ start: consuming ConsumerStart) {
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_BLOCK, &all, &before)
    var thread = pthread_t()
    // The thread owns the reference from here and gives it up when it ends.
    let owned = unsafe Unmanaged.passRetained(start).toOpaque()
    let made = unsafe pthread_create(
        &thread, nil,
        { argument in
            guard let argument = unsafe argument else { return nil }
            let start = unsafe Unmanaged<ConsumerStart>.fromOpaque(argument).takeRetainedValue()
            start.writer.run(&start.drain)
            return nil
        }, owned)
    precondition(made == 0, "no thread for the log")
    pthread_detach(thread)
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
}
