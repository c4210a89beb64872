internal import CEvent
import Glibc

/// The signals the process answers to, delivered to one loop as ordinary events: no code of ours runs
/// in a signal handler.
public final class Signals {
    public enum Signal: CInt, CaseIterable, Sendable {
        case interrupt = 2
        case reload = 1
        case reopenLogs = 10
        case terminate = 15
    }

    private let watch: ReadWatch

    /// Takes the signals out of the ordinary way for this thread and those started after it, and has
    /// writes to closed sockets, and beyond the size a file may have, answered by an error instead of
    /// SIGPIPE and SIGXFSZ. Before any thread is started.
    public static func block() {
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
        var set = signalSet()
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// - Parameter received: runs on `loop` for each signal.
    public init(
        on loop: EventLoop, received: @escaping (Signal) -> Void
    ) throws(SystemError) {
        var set = Self.signalSet()
        let number = unsafe signalfd(-1, &set, CInt(SFD_NONBLOCK | SFD_CLOEXEC))
        guard number >= 0 else { throw SystemError("signalfd") }
        watch = ReadWatch(Descriptor(owning: number), on: loop) { descriptor in
            var info = signalfd_siginfo()
            let size = MemoryLayout<signalfd_siginfo>.size
            while unsafe read(descriptor.number, &info, size) == size {
                if let signal = Signal(rawValue: CInt(info.ssi_signo)) { received(signal) }
            }
        }
    }

    private static func signalSet() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in Signal.allCases { unsafe sigaddset(&set, signal.rawValue) }
        return set
    }
}
