internal import CEvent
import Codecs
import Glibc

/// Accepts connections of one listening socket on one loop.
///
/// Where the process has no descriptor left, accepting rests for a moment instead of spinning on a
/// socket that stays readable. At the end everything queued is accepted before the socket is closed:
/// the kernel would reset it.
@safe
public final class Listener: TimeoutHandler {
    /// Given each connection: its descriptor and where it comes from.
    public typealias Acceptor = (consuming Descriptor, SocketAddress) -> Void

    public let socket: ListeningSocket
    private let loop: EventLoop
    private let accepted: Acceptor
    private let readEvent: UnsafeMutablePointer<event>
    private var timeout: TimeoutLadder.Slot = -1
    private var isOpen = true

    /// How long accepting rests when descriptors have run out.
    private static let restNanoseconds: UInt64 = 100_000_000
    /// Accepted in one go, so that connections already there are served in between.
    private static let batch = 64

    public init(_ socket: ListeningSocket, on loop: EventLoop, accepted: @escaping Acceptor) {
        self.socket = socket
        self.loop = loop
        self.accepted = accepted
        unsafe readEvent = .allocate(capacity: 1)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe event_assign(
            readEvent, loop.base, socket.number, Int16(EV_READ | EV_PERSIST), listenerReadable,
            context)
        timeout = loop.registerTimeout(for: self)
        unsafe event_add(readEvent, nil)
    }

    deinit {
        precondition(!isOpen, "a listener is closed by its owner, which its event points to")
        unsafe readEvent.deallocate()
    }

    /// Accepts what is queued, then stops listening. More than once does nothing.
    public func close() {
        guard isOpen else { return }
        while acceptOne() {}
        isOpen = false
        unsafe event_del(readEvent)
        loop.unregisterTimeout(timeout)
        _ = shutdown(socket.number, CInt(SHUT_RDWR))
        if socket.address.isUnix { unsafe unlink(socket.address.unixPath) }
    }

    /// Leaves what comes in the kernel's queue until `resume`.
    public func pause() {
        guard isOpen else { return }
        unsafe event_del(readEvent)
    }

    public func resume() {
        guard isOpen else { return }
        unsafe event_add(readEvent, nil)
    }

    func timeoutPassed(at now: Instant) { resume() }

    fileprivate func readable() {
        for _ in 0..<Self.batch {
            guard isOpen, acceptOne() else { return }
        }
    }

    private func acceptOne() -> Bool {
        var peer = sockaddr_storage()
        var length = socklen_t()
        let number = unsafe sallyport_accept(socket.number, &peer, &length)
        if number >= 0 {
            accepted(Descriptor(owning: number), SocketAddress(storage: peer, length: length))
            return true
        }
        switch errno {
        case EINTR, ECONNABORTED: return true
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            pause()
            loop.armTimeout(timeout, nanoseconds: Self.restNanoseconds, now: SystemClock.now())
            return false
        default: return false
        }
    }
}

private func listenerReadable(_: CInt, _: Int16, context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue().readable()
}
