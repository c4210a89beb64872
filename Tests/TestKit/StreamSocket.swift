import Glibc

/// A connected stream socket with a bound on every operation.
///
/// The descriptor is closed with the last reference. Never raises SIGPIPE.
public final class StreamSocket: @unchecked Sendable {
    // `descriptor` is a number; the kernel orders what threads do with it, `isOpen` that nobody uses it
    // after `close`.
    private let descriptor: Int32
    private let isOpen = Watched(true)

    /// Takes over a connected descriptor.
    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Connects; throws the system's error (`ECONNREFUSED`, …) or `deadlinePassed`.
    public init(connectingTo endpoint: Endpoint, receiveBuffer: Int32? = nil) throws(SocketFault) {
        descriptor = socket(endpoint.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .failed("socket", errno) }
        if let receiveBuffer { set(SO_RCVBUF, to: receiveBuffer) }
        let status = endpoint.withAddress { Glibc.connect(descriptor, $0, $1) }
        guard status == 0 else { throw .failed("connect", errno) }
        if endpoint.port != nil { setNoDelay() }
    }

    deinit {
        close()
    }

    /// Sends all bytes; throws `reset` when the peer has gone, `deadlinePassed` when it does not read.
    public func send(
        _ bytes: some Collection<UInt8>, within bound: Duration = .failureBound
    ) throws(SocketFault) {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { all in
                Glibc.send(
                    descriptor, all.baseAddress?.advanced(by: sent), all.count - sent,
                    Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count >= 0 {
                sent += count
            } else {
                try recover(from: errno, in: "send", waitingFor: POLLOUT, within: bound)
            }
        }
    }

    /// Sends up to `limit` bytes of `bytes` as far as the kernel takes them; 0 when it has taken nothing
    /// for half a second, which is how a test sees back-pressure. A pause that is only a slow machine
    /// makes the number found smaller, never larger.
    public func sendUntilStalled(_ bytes: [UInt8], of limit: Int) throws(SocketFault) -> Int {
        guard waits(for: POLLOUT, within: .milliseconds(500)) else { return 0 }
        let count = Glibc.send(
            descriptor, bytes, min(bytes.count, limit), Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        if count < 0 && errno != EAGAIN { throw .reset }
        return max(0, count)
    }

    /// Waits until the kernel takes bytes again.
    func waitUntilWritable(within bound: Duration = .failureBound) throws(SocketFault) {
        guard waits(for: POLLOUT, within: bound) else { throw .deadlinePassed }
    }

    /// Receives at least one byte and at most `limit`; nothing when the peer ended its side.
    public func receive(
        upTo limit: Int = 65_536, within bound: Duration = .failureBound
    ) throws(SocketFault) -> [UInt8] {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
                count = recv(
                    descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
                initialized = max(0, count)
            }
            if count >= 0 { return bytes }
            try recover(from: errno, in: "recv", waitingFor: POLLIN, within: bound)
        }
    }

    /// Says that nothing more will be sent (FIN); receiving goes on.
    public func finishSending() {
        _ = Glibc.shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes so that the peer sees a reset (RST) instead of an orderly end.
    public func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout.size(ofValue: linger)))
        close()
    }

    /// Closes both directions; a second call does nothing. Only for the thread that uses the socket:
    /// another would give the descriptor's number away under it, and calls `interrupt`.
    public func close() {
        isOpen.update { open in
            if open { _ = Glibc.close(descriptor) }
            open = false
        }
    }

    /// Ends both directions and wakes the thread that waits on them; it still has to close.
    func interrupt() {
        isOpen.update { open in
            if open { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Waits out a full or empty buffer; any other error is thrown.
    private func recover(
        from code: Int32, in operation: String, waitingFor event: Int32, within bound: Duration
    ) throws(SocketFault) {
        switch code {
        case EINTR: return
        case EAGAIN, EWOULDBLOCK:
            guard waits(for: event, within: bound) else { throw .deadlinePassed }
        case ECONNRESET, EPIPE: throw .reset
        default: throw .failed(operation, code)
        }
    }

    /// Whether the event came within the bound.
    private func waits(for event: Int32, within bound: Duration) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        return Glibc.poll(&polled, 1, bound.pollMilliseconds) != 0
    }

    private func set(_ option: Int32, to value: Int32) {
        var value = value
        _ = setsockopt(descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private func setNoDelay() {
        var value: Int32 = 1
        _ = setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value, socklen_t(MemoryLayout<Int32>.size)
        )
    }
}

/// Why a socket operation did not do what it should.
public enum SocketFault: Error, Equatable, CustomStringConvertible {
    /// The peer reset the connection.
    case reset
    /// Nothing happened within the bound.
    case deadlinePassed
    /// The system call failed with this `errno`.
    case failed(String, Int32)

    public var description: String {
        switch self {
        case .reset: "the peer reset the connection"
        case .deadlinePassed: "nothing came within the bound"
        case .failed(let call, let code): "\(call): \(String(cString: strerror(code)))"
        }
    }
}
