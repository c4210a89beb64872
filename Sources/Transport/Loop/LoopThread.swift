internal import CEvent
import Glibc

/// A named POSIX thread. Workers and the few helpers that may block are the only ones; the runtime's
/// global pool stays empty.
@safe
public struct LoopThread: Sendable {
    private let handle: pthread_t

    /// Starts `body` on a thread of its own, with every signal blocked: signals belong to one descriptor.
    /// - Parameter name: at most 15 bytes, shown by `ps -T`.
    public static func start(
        named name: String, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> LoopThread {
        let box = unsafe Unmanaged.passRetained(ThreadBody(name: name, run: body))
        var handle = pthread_t()
        let code = unsafe pthread_create(&handle, nil, threadMain, box.toOpaque())
        guard code == 0 else {
            unsafe box.release()
            throw SystemError("pthread_create", code: code)
        }
        return LoopThread(handle: handle)
    }

    /// Waits for the end of the thread. Once only.
    public func join() { pthread_join(handle, nil) }
}

private final class ThreadBody: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    let body = unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue()
    unsafe pthread_setname_np(pthread_self(), body.name)
    body.run()
    return nil
}
