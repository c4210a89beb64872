internal import CEvent
import Glibc

/// An open file descriptor with one owner. It is closed when its owner lets go of it; there is no
/// `close()` to forget and none to call twice.
public struct Descriptor: ~Copyable {
    /// The number, for system calls made while this value lives. Never kept beyond it.
    public let number: CInt

    /// Takes ownership of `number`, which must be open and owned by nobody else.
    public init(owning number: CInt) {
        precondition(number >= 0)
        self.number = number
    }

    deinit { _ = Glibc.close(number) }

    /// Gives the descriptor up without closing it, to someone who will.
    public consuming func relinquish() -> CInt {
        let number = number
        discard self
        return number
    }
}

extension Descriptor {
    /// A socket that begins to connect to `address`, without waiting: its stream learns the outcome.
    /// - Throws: what the kernel refused at once.
    public static func connecting(to address: SocketAddress) throws(SystemError) -> Descriptor {
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(address.family, kind, 0)
        guard number >= 0 else { throw SystemError("socket for \(address)") }
        let descriptor = Descriptor(owning: number)
        if !address.isUnix { descriptor.sendWithoutDelay() }
        let result = unsafe address.withSocketAddress { unsafe connect(number, $0, $1) }
        if result != 0 && errno != EINPROGRESS { throw SystemError("connect to \(address)") }
        return descriptor
    }

    /// Turns Nagle's algorithm off: messages are written whole, nothing is gained by waiting.
    public borrowing func sendWithoutDelay() {
        var on: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        _ = unsafe setsockopt(number, CInt(IPPROTO_TCP), TCP_NODELAY, &on, size)
    }
}
