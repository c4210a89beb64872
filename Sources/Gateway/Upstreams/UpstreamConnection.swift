import Codecs
import Transport

/// What a connection to an upstream reports to the exchange that uses it.
protocol UpstreamUser: AnyObject {
    func upstreamConnected()
    func upstreamReceived(_ bytes: Span<UInt8>)
    /// The connection is closed or broken and of no use any more.
    func upstreamEnded(_ end: UpstreamConnection.End)
    /// Everything written so far was sent.
    func upstreamSent()
    func upstreamTimedOut()
}

/// One connection to one server of an upstream: in use by one exchange, or waiting in its pool.
///
/// While it waits it is still read, so a server that closes it is noticed before it is used again;
/// a byte that comes unasked closes it (Q20).
final class UpstreamConnection: StreamHandler {
    /// How a connection came to its end.
    enum End {
        case connectFailed
        case connectTimedOut
        /// The server closed in the ordinary way.
        case closed
        case broken
    }

    private unowned let pool: UpstreamPool
    let stream: ByteStream
    /// The exchange that has it, nil while it waits in the pool.
    private var user: (any UpstreamUser)?
    /// Exchanges it carried before this one.
    private(set) var exchangesServed = 0
    private(set) var isConnected = false

    init(_ descriptor: consuming Descriptor, in pool: UpstreamPool) {
        self.pool = pool
        stream = ByteStream(descriptor, isConnecting: true, on: pool.loop)
    }

    /// Begins to report; a connection that was just made to its first user.
    func start(for user: any UpstreamUser) {
        self.user = user
        stream.start(reportingTo: self)
    }

    /// Takes it from the pool.
    func reuse(for user: any UpstreamUser) { self.user = user }

    /// Puts it back: nobody is reported to until it is used again.
    func rest(nanoseconds: UInt64, now: Instant) {
        exchangesServed += 1
        user = nil
        pool.count(stream.takeTraffic())
        stream.resumeReading()
        stream.setTimeout(nanoseconds: nanoseconds, now: now)
    }

    var isOpen: Bool { stream.isOpen }
    /// Whether more must not be written before `upstreamSent`.
    var isBusySending: Bool { stream.hasPendingOutput }

    func pauseReading() { stream.pauseReading() }
    func resumeReading() { stream.resumeReading() }
    func shutdownWriting() { stream.shutdownWriting() }

    func setTimeout(nanoseconds: UInt64, now: Instant) {
        stream.setTimeout(nanoseconds: nanoseconds, now: now)
    }

    func cancelTimeout() { stream.cancelTimeout() }

    /// Ends it without a report.
    func close() {
        user = nil
        guard stream.isOpen else { return }
        pool.count(stream.takeTraffic())
        stream.close()
        pool.closed(self)
    }

    // MARK: StreamHandler

    func streamIsConnected(_ stream: ByteStream, error: SystemError?) {
        guard error == nil else {
            pool.connectFailed()
            return end(.connectFailed)
        }
        isConnected = true
        pool.connected()
        user?.upstreamConnected()
    }

    func streamIsReadable(_ stream: ByteStream) {
        let loop = pool.loop
        switch stream.receive() {
        case .bytes(let count):
            guard let user else { return close() }
            user.upstreamReceived(loop.received(count))
        case .nothing: break
        case .end: end(.closed)
        case .failed: end(.broken)
        }
    }

    func streamIsWritable(_ stream: ByteStream) { user?.upstreamSent() }

    func streamTimedOut(_ stream: ByteStream) {
        if !isConnected { pool.connectFailed() }
        if let user { user.upstreamTimedOut() } else { close() }
    }

    private func end(_ end: End) {
        let user = user
        close()
        user?.upstreamEnded(end)
    }
}
