import Glibc

/// Lets threads that may block wait for work: each `signal` lets one `wait` pass, now or later. Not for
/// a loop's thread.
@safe
public final class Semaphore: @unchecked Sendable {
    // Sendable: a POSIX semaphore is made to be used by several threads; its memory is owned until
    // `deinit`, when no thread can be waiting, since each that does holds this object.
    private let semaphore: UnsafeMutablePointer<sem_t>

    public init() {
        unsafe semaphore = .allocate(capacity: 1)
        unsafe semaphore.initialize(to: sem_t())
        let made = unsafe sem_init(semaphore, 0, 0)
        precondition(made == 0, "a semaphore of one process cannot fail")
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    public func signal() { unsafe sem_post(semaphore) }

    public func wait() {
        while unsafe sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}
