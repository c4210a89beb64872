internal import Glibc

/// Where lines are written: standard output or a file, which can be opened anew.
@safe
struct LogOutput: ~Copyable {
    /// Why a file cannot be opened or written: `errno` in words.
    struct Fault: Error { let reason: String }

    private let path: String?
    private var descriptor: Int32

    /// Writes to a descriptor that stays the caller's.
    init(descriptor: Int32) {
        path = nil
        self.descriptor = descriptor
    }

    /// Appends to a file, made with mode 0640 if absent.
    init(path: String) throws(Fault) {
        self.path = path
        descriptor = try Self.open(path)
    }

    deinit { if path != nil { close(descriptor) } }

    /// Opens the path again, as log rotation wants it. On failure the old file stays.
    mutating func reopen() throws(Fault) {
        guard let path else { return }
        let opened = try Self.open(path)
        close(descriptor)
        descriptor = opened
    }

    /// Writes what it can of `bytes`, which are not empty, waiting as long as the reader makes it wait.
    /// - Returns: how many it wrote, at least one.
    func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> Int {
        while true {
            let count = unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            if count > 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var readiness = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&readiness, 1, 100)
            default: throw Fault(reason: Self.lastError)
            }
        }
    }

    private static func open(_ path: String) throws(Fault) -> Int32 {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC
        let descriptor = unsafe Glibc.open(path, flags, 0o640)
        guard descriptor >= 0 else { throw Fault(reason: lastError) }
        return descriptor
    }

    private static var lastError: String {
        guard let text = unsafe strerror(errno) else { return "error \(errno)" }
        return unsafe String(cString: text)
    }
}
