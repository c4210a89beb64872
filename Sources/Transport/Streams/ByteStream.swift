internal import CEvent
public import Codecs
import Glibc

/// Told what happens on a stream. Called on the loop's thread, one call at a time.
public protocol StreamHandler: AnyObject {
    /// Bytes, the end, or an error wait: call `receive`.
    func streamIsReadable(_ stream: ByteStream)
    /// The connect that was under way has ended; with an error the stream is of no use any more.
    func streamIsConnected(_ stream: ByteStream, error: SystemError?)
    /// All bytes that had to wait are sent.
    func streamIsWritable(_ stream: ByteStream)
    /// The timeout set last has passed.
    func streamTimedOut(_ stream: ByteStream)
}

/// What `receive` found.
public enum Received {
    case bytes(Int)
    case nothing
    case end
    case failed
}

/// One connected socket on one loop, or one that is being connected.
///
/// Reads go through the loop's shared buffer. Writes are sent at once; what the kernel will not take waits
/// here and `hasPendingOutput` says so: whoever produces bytes stops until `streamIsWritable`. That
/// bounds what is held to one write. Idle, a stream holds no buffer. After a write has failed the
/// stream reads as failed. `close` may be called at any time, also from a handler's call, any number
/// of times.
@safe
public final class ByteStream: TimeoutHandler {
    public let loop: EventLoop
    /// Owns this stream, so it lives for as long as the stream is open.
    unowned(unsafe) private var handler: (any StreamHandler)?
    private var number: CInt
    /// Two events in one allocation, owned until `close`: [0] persistent read, [1] one-shot write.
    private let events: UnsafeMutablePointer<event>
    private var timeout: TimeoutLadder.Slot
    private var pending = ByteBuffer()
    public private(set) var isReading = false
    private var isConnecting: Bool
    private var hasFailed = false
    /// No more will be written once what is pending is sent.
    private var isEndingOutput = false
    private var traffic = Traffic()

    /// Bytes that went through a stream.
    public struct Traffic: Sendable {
        public var received = 0
        public var sent = 0
    }

    /// Takes the descriptor over; nothing happens before `start`.
    public init(_ descriptor: consuming Descriptor, isConnecting: Bool, on loop: EventLoop) {
        self.loop = loop
        number = descriptor.relinquish()
        self.isConnecting = isConnecting
        unsafe events = .allocate(capacity: 2)
        timeout = -1
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe event_assign(
            events, loop.base, number, Int16(EV_READ | EV_PERSIST), streamReadable, context)
        unsafe event_assign(events + 1, loop.base, number, Int16(EV_WRITE), streamWritable, context)
        timeout = loop.registerTimeout(for: self)
    }

    /// Reports to `handler` from now on, once: that it is connected, or what there is to read.
    /// The loop keeps the stream until `close`; the handler must keep itself.
    public func start(reportingTo handler: any StreamHandler) {
        unsafe self.handler = handler
        if isConnecting { unsafe event_add(events + 1, nil) } else { resumeReading() }
    }

    deinit {
        precondition(number < 0, "a stream is closed by its owner, which its events point to")
        unsafe events.deallocate()
    }

    public var isOpen: Bool { number >= 0 }
    public var hasPendingOutput: Bool { !pending.isEmpty || isConnecting }

    // MARK: Reading

    /// One `recv` into the loop's buffer.
    public func receive() -> Received {
        guard number >= 0 else { return .failed }
        while true {
            let count = unsafe recv(
                number, loop.receiveBuffer.baseAddress, EventLoop.receiveBytes, 0)
            if count > 0 {
                traffic.received += count
                return .bytes(count)
            }
            // A peer that reset is told of once, to whoever wrote; a read finds an end.
            if count == 0 { return hasFailed ? .failed : .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .nothing
            default: return .failed
            }
        }
    }

    /// What went through since this was asked last.
    public func takeTraffic() -> Traffic {
        defer { traffic = Traffic() }
        return traffic
    }

    public func pauseReading() {
        guard isReading, !hasFailed else { return }
        isReading = false
        unsafe event_del(events)
    }

    public func resumeReading() {
        guard !isReading, number >= 0, !isConnecting else { return }
        isReading = true
        unsafe event_add(events, nil)
    }

    fileprivate func readable() {
        unsafe handler?.streamIsReadable(self)
    }

    // MARK: Writing

    /// Sends `bytes`, or keeps what cannot be sent yet.
    @inline(__always)
    public func write(_ bytes: Span<UInt8>) {
        guard number >= 0, !hasFailed, !bytes.isEmpty else { return }
        var sent = 0
        if pending.isEmpty && !isConnecting {
            sent = took(unsafe bytes.withUnsafeBytes { unsafe Self.transmit($0, to: number) })
            if sent == bytes.count || hasFailed { return }
        }
        keep(bytes.extracting(sent..<bytes.count))
    }

    /// Sends both in one system call, or keeps what cannot be sent yet.
    public func write(_ head: Span<UInt8>, _ body: Span<UInt8>) {
        guard number >= 0, pending.isEmpty, !isConnecting, !head.isEmpty, !body.isEmpty else {
            write(head)
            write(body)
            return
        }
        guard !hasFailed else { return }
        let sent = took(
            unsafe head.withUnsafeBytes { head in
                unsafe body.withUnsafeBytes { body in
                    unsafe Self.transmit(head, body, to: number)
                }
            })
        guard !hasFailed, sent < head.count + body.count else { return }
        if sent < head.count { keep(head.extracting(sent..<head.count)) }
        keep(body.extracting(max(0, sent - head.count)..<body.count))
    }

    /// Holds `bytes` until the kernel takes more.
    private func keep(_ bytes: Span<UInt8>) {
        let isFirst = pending.isEmpty
        pending.append(bytes)
        if isFirst && !isConnecting { unsafe event_add(events + 1, nil) }
    }

    /// Notes a failure (nil), which the next read will tell of, also where reading had been paused.
    private func took(_ count: Int?) -> Int {
        if let count {
            traffic.sent += count
            return count
        }
        hasFailed = true
        pending.release()
        resumeReading()
        return 0
    }

    /// Bytes the kernel took, nil where the connection is broken.
    private static func transmit(_ bytes: UnsafeRawBufferPointer, to number: CInt) -> Int? {
        while true {
            let count = unsafe send(number, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return 0
            default: return nil
            }
        }
    }

    private static func transmit(
        _ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, to number: CInt
    ) -> Int? {
        let parts: InlineArray<2, iovec> = unsafe [
            iovec(
                iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count),
            iovec(
                iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count),
        ]
        return unsafe parts.span.withUnsafeBufferPointer { parts -> Int? in
            var message = unsafe msghdr()
            unsafe message.msg_iov = UnsafeMutablePointer(mutating: parts.baseAddress)
            unsafe message.msg_iovlen = parts.count
            while true {
                let count = unsafe sendmsg(number, &message, CInt(MSG_NOSIGNAL))
                if count >= 0 { return count }
                switch errno {
                case EINTR: continue
                case EAGAIN: return 0
                default: return nil
                }
            }
        }
    }

    fileprivate func writable() {
        if isConnecting {
            isConnecting = false
            let error = connectError()
            if error == nil { resumeReading() }
            unsafe handler?.streamIsConnected(self, error: error)
            guard number >= 0, !pending.isEmpty else { return }
        }
        let number = number
        let held = pending.count
        var isBroken = false
        pending.removeFirst { bytes in
            let sent = unsafe bytes.withUnsafeBytes { unsafe Self.transmit($0, to: number) }
            isBroken = sent == nil
            return sent ?? 0
        }
        traffic.sent += held - pending.count
        if isBroken {
            _ = took(nil)
        } else if pending.isEmpty {
            pending.release()
            if isEndingOutput { shutdownWriting() }
            unsafe handler?.streamIsWritable(self)
        } else {
            unsafe event_add(events + 1, nil)
        }
    }

    /// Why the connect that just ended failed, nil where it did not.
    private func connectError() -> SystemError? {
        var code: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        let result = unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length)
        guard result == 0 else { return SystemError("getsockopt") }
        return code == 0 ? nil : SystemError("connect", code: code)
    }

    // MARK: Timeouts and the end

    /// (Re)starts the stream's one timeout.
    @inline(__always)
    public func setTimeout(nanoseconds: UInt64, now: Instant) {
        guard number >= 0 else { return }
        loop.armTimeout(timeout, nanoseconds: nanoseconds, now: now)
    }

    public func cancelTimeout() {
        guard number >= 0 else { return }
        loop.cancelTimeout(timeout)
    }

    func timeoutPassed(at now: Instant) { unsafe handler?.streamTimedOut(self) }

    /// Says that no more bytes will be written, once the pending ones are sent; reading goes on.
    public func shutdownWriting() {
        guard number >= 0 else { return }
        isEndingOutput = hasPendingOutput
        guard !isEndingOutput else { return }
        _ = shutdown(number, Int32(SHUT_WR))
    }

    public func close() {
        guard number >= 0 else { return }
        unsafe event_del(events)
        unsafe event_del(events + 1)
        loop.unregisterTimeout(timeout)
        _ = Glibc.close(number)
        number = -1
        isReading = false
        pending.release()
    }

    /// Closes with a reset, so that a truncated message cannot look complete.
    public func abort() {
        guard number >= 0 else { return }
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            number, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }
}

private func streamReadable(_: CInt, _: Int16, context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    let stream = unsafe Unmanaged<ByteStream>.fromOpaque(context).takeUnretainedValue()
    withExtendedLifetime(stream) { stream.readable() }
}

private func streamWritable(_: CInt, _: Int16, context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    let stream = unsafe Unmanaged<ByteStream>.fromOpaque(context).takeUnretainedValue()
    withExtendedLifetime(stream) { stream.writable() }
}
