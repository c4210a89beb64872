import Codecs
import Crypto
import Identity
import Transport

/// One client's connection: hands bytes to the exchange at hand, one exchange at a time and in order
/// (Q13). Between exchanges it holds no buffer and no exchange; bytes of a request that has to wait
/// for its turn, or of a body that the upstream does not take yet, are kept here while reading rests.
final class ClientConnection: StreamHandler {
    let stream: ByteStream
    /// The listener it came in by, and from where.
    let origin: Origin
    let worker: Worker
    /// Its place among the worker's connections; kept by the worker.
    var slot = 0
    private var state = State.open
    private var exchange: Exchange?
    /// Received and not yet used; at most one read's worth.
    private var unread = ByteBuffer()
    private var requestCount = 0
    /// The loop's buffer is not to keep what was received last.
    private var mustWipe = false

    private enum State {
        case open
        /// The last response is on its way; then close.
        case closing
        /// Everything is sent; what the client still sends is thrown away for a moment, so that a
        /// reset does not destroy the response on its way (RFC 9112 §9.6).
        case lingering(bytesLeft: Int)
        case closed
    }

    /// What a client may still send after the last response before it is cut (Q12).
    private static let lingerBytes = 64 * 1024
    private static let lingerNanoseconds: UInt64 = 2_000_000_000

    init(_ descriptor: consuming Descriptor, from origin: Origin, worker: Worker) {
        self.origin = origin
        self.worker = worker
        stream = ByteStream(descriptor, isConnecting: false, on: worker.loop)
    }

    deinit { unread.wipe(first: unread.count) }

    func start(at now: Instant) {
        stream.setTimeout(nanoseconds: worker.snapshot.timeouts.clientIdle, now: now)
        stream.start(reportingTo: self)
    }

    /// Whether no byte of a request has come since the last one.
    private var isIdle: Bool { !(exchange?.facts.hasBegun ?? false) }

    /// Whether this connection may carry another request after the one at hand.
    var mayPersist: Bool {
        requestCount < worker.snapshot.requestsPerConnection && !worker.isDraining
    }

    // MARK: From the stream

    func streamIsReadable(_ stream: ByteStream) {
        let loop = worker.loop
        switch stream.receive() {
        case .bytes(let count):
            received(loop.received(count))
            if mustWipe { loop.wipeReceived(count) }
            mustWipe = false
        case .nothing: break
        case .end: ended()
        case .failed: cut()
        }
    }

    func streamIsConnected(_ stream: ByteStream, error: SystemError?) {}

    func streamIsWritable(_ stream: ByteStream) {
        if case .closing = state { return linger() }
        if let exchange { exchange.clientSent() } else { resume() }
    }

    func streamTimedOut(_ stream: ByteStream) {
        if case .open = state, !isIdle, let exchange { return exchange.clientTimedOut() }
        if stream.hasPendingOutput { cut() } else { close() }
    }

    private func received(_ bytes: Span<UInt8>) {
        switch state {
        case .open:
            guard unread.isEmpty else {
                unread.append(bytes)
                return stream.pauseReading()
            }
            keep(bytes.extracting(use(bytes)...))
        case .closing: break
        case .lingering(let bytesLeft):
            guard bytes.count < bytesLeft else { return close() }
            state = .lingering(bytesLeft: bytesLeft - bytes.count)
        case .closed: break
        }
    }

    /// Lets exchanges use `bytes`, one after the other, and answers how many they used. The next one
    /// waits until the client has taken what the last one sent: a client that sends and never reads
    /// must not fill our memory.
    private func use(_ bytes: Span<UInt8>) -> Int {
        var used = 0
        while used < bytes.count, case .open = state {
            if exchange == nil && stream.hasPendingOutput { break }
            let exchange = self.exchange ?? beginExchange()
            let taken = exchange.receive(bytes.extracting(used...))
            used += taken
            if taken == 0 && self.exchange != nil { break }
        }
        return used
    }

    /// Keeps what cannot be used yet and rests until it can. It may be a form with a password: it is wiped
    /// here once it was used, and at once in the loop's buffer.
    private func keep(_ rest: Span<UInt8>) {
        guard !rest.isEmpty, case .open = state else { return }
        mustWipe = true
        unread.append(rest)
        stream.pauseReading()
    }

    private func beginExchange() -> Exchange {
        let exchange = worker.takeExchange()
        requestCount += 1
        self.exchange = exchange
        exchange.begin(for: self)
        return exchange
    }

    /// The client closed its side. A request under way is given up with it: a client that is gone
    /// cannot be told from one that only ended its sending, and its upstream should not work on. A
    /// response that is complete still reaches it.
    private func ended() {
        // A half-closed stream stays readable for ever.
        stream.pauseReading()
        switch state {
        case .open where isIdle: finish()
        case .open: if exchange?.clientEnded() != true { cut() }
        case .closing, .closed: break
        case .lingering: close()
        }
    }

    // MARK: From the exchange

    /// The exchange can use more bytes than it could before.
    func resume() {
        guard case .open = state else { return }
        guard !unread.isEmpty else { return stream.resumeReading() }
        var bytes = ByteBuffer()
        swap(&bytes, &unread)
        let used = use(bytes.span)
        bytes.wipe(first: used)
        bytes.removeFirst(used)
        if bytes.isEmpty {
            stream.resumeReading()
        } else {
            swap(&bytes, &unread)
            // An exchange that ended on the way may have resumed.
            stream.pauseReading()
        }
    }

    /// What was received last holds a secret, and has been taken over.
    func wipeReceived() { mustWipe = true }

    /// The exchange is over and the connection may carry the next one.
    func exchangeEnded(at now: Instant) {
        dropExchange()
        stream.setTimeout(nanoseconds: worker.snapshot.timeouts.clientIdle, now: now)
        resume()
    }

    /// The exchange is over and was the last one.
    func exchangeEndedLast() {
        dropExchange()
        unread.wipe(first: unread.count)
        unread.release()
        state = .closing
        stream.resumeReading()
        guard stream.hasPendingOutput else { return linger() }
        let timeouts = worker.snapshot.timeouts
        stream.setTimeout(nanoseconds: timeouts.bodyIdle, now: SystemClock.now())
    }

    /// Nothing more is asked here: closes as soon as the client has taken the last response.
    private func finish() {
        if stream.hasPendingOutput { exchangeEndedLast() } else { close() }
    }

    /// Ends the connection at once and visibly: a reset, so that nothing looks complete.
    func cut() {
        if case .closed = state { return }
        exchange?.clientGone()
        dropExchange()
        state = .closed
        stream.abort()
        worker.closed(self)
    }

    /// Ends the exchange at hand where what it was permitted by is over.
    /// - Returns: whether it did.
    func end(where isOver: (Exchange) -> PermissionEnd?) -> Bool {
        guard case .open = state, let exchange, let end = isOver(exchange) else { return false }
        return exchange.permissionEnded(end)
    }

    /// Whether a request is under way of somebody of whom that is true.
    func isUnderWay(_ isMeant: (Principal) -> Bool) -> Bool {
        exchange.map { isMeant($0.principal) } ?? false
    }

    /// The worker ends: an idle connection now, a tunnel with a Close, any other with its response.
    func drain() {
        guard case .open = state else { return }
        if isIdle { finish() } else { exchange?.drain() }
    }

    private func linger() {
        stream.shutdownWriting()
        stream.resumeReading()
        state = .lingering(bytesLeft: Self.lingerBytes)
        stream.setTimeout(nanoseconds: Self.lingerNanoseconds, now: SystemClock.now())
    }

    func close() {
        if case .closed = state { return }
        dropExchange()
        state = .closed
        stream.close()
        worker.closed(self)
    }

    private func dropExchange() {
        guard let exchange else { return }
        self.exchange = nil
        worker.giveBack(exchange)
    }
}
