import Glibc
import Synchronization
import Transport

/// Requests on their way from the loops to the writer, in their order and no more of them than a limit. A
/// loop only ever appends; the one who waits is the writer.
final class StoreQueue: Sendable {
    private struct State {
        var requests: [StoreRequest] = []
        var isStopping = false
    }

    private static let limit = 10_000

    private let state = Mutex(State())
    private let readEnd: CInt
    private let writeEnd: CInt

    init() throws(SystemError) {
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemError("pipe") }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        _ = close(readEnd)
        _ = close(writeEnd)
    }

    /// - Returns: false, with the request dropped, where the queue is full or the writer ends.
    func append(_ request: StoreRequest) -> Bool {
        let (isTaken, wasEmpty) = state.withLock { state in
            guard !state.isStopping, state.requests.count < Self.limit else {
                return (false, false)
            }
            defer { state.requests.append(request) }
            return (true, state.requests.isEmpty)
        }
        if wasEmpty { wake() }
        return isTaken
    }

    /// Has the writer end when it has done what is queued.
    func stop() {
        state.withLock { $0.isStopping = true }
        wake()
    }

    /// Takes everything, having waited for something, or for that long.
    func take(waitingMilliseconds: CInt) -> (requests: [StoreRequest], isStopping: Bool) {
        var readiness = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&readiness, 1, waitingMilliseconds) > 0 {
            var bytes: UInt64 = 0
            _ = unsafe read(readEnd, &bytes, 8)
        }
        // Taken after the wake-up is: what comes later finds the queue empty and wakes again.
        return state.withLock { state in
            defer { state.requests = [] }
            return (state.requests, state.isStopping)
        }
    }

    private func wake() {
        var byte: UInt8 = 1
        // A full pipe is as good: the writer has bytes to read.
        _ = unsafe write(writeEnd, &byte, 1)
    }
}
