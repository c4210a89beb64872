internal import Glibc
internal import Synchronization

/// Wakes one sleeping thread. Asking again before it woke costs an atomic look, no system call.
///
/// A wake-up that arrives just as the thread clears the last one may be lost: the thread sleeps a
/// stated time at most, and looks at everything each time it wakes.
final class Wake: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32
    private let isPending = Atomic(false)

    init() {
        var ends: [Int32] = [-1, -1]
        let made = unsafe pipe(&ends)
        precondition(made == 0, "no descriptor left for a pipe")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// On any thread; never waits.
    func signal() {
        guard !isPending.load(ordering: .relaxed),
            !isPending.exchange(true, ordering: .acquiringAndReleasing)
        else { return }
        var byte: UInt8 = 1
        // A full pipe is as good: the sleeper has bytes to read.
        _ = unsafe write(writeEnd, &byte, 1)
    }

    /// Sleeps until a signal or for that long.
    /// - Returns: whether there was a signal.
    @discardableResult
    func wait(milliseconds: Int32) -> Bool {
        var readiness = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        let isSignalled = unsafe poll(&readiness, 1, milliseconds) > 0
        if isSignalled {
            var byte: UInt8 = 0
            _ = unsafe read(readEnd, &byte, 1)
            isPending.store(false, ordering: .releasing)
        }
        return isSignalled
    }
}
