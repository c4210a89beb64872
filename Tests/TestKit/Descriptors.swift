import Foundation

/// Makes descriptors that no child process inherits.
///
/// A child that held a copy of a connection or a pipe would keep it open after its owner closed
/// it. So making and marking a descriptor, and starting a child, never overlap.
enum Descriptors {
    private static let lock = NSLock()

    /// Runs `make`, which must not block, and marks what it returns.
    static func make(_ make: () -> Int32) -> Int32 {
        lock.withLock {
            let descriptor = make()
            if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
            return descriptor
        }
    }

    /// A pipe; nil when the process has no descriptors left.
    static func makePipe() -> (reading: Int32, writing: Int32)? {
        lock.withLock {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { return nil }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return (ends[0], ends[1])
        }
    }

    /// A file without a name that holds `bytes`, positioned at its start.
    static func makeFile(of bytes: [UInt8]) -> Int32 {
        var template = Array("/tmp/sallyport-input-XXXXXX".utf8CString)
        let descriptor = make { mkstemp(&template) }
        unlink(template)
        guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else {
            return -1
        }
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }

    /// Starts a child while no unmarked descriptor exists.
    static func whileAllAreMarked<Result>(_ start: () -> Result) -> Result {
        lock.withLock(start)
    }
}
