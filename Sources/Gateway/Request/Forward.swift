import Codecs
import HTTP
import Identity
import Policy
import Telemetry
import Transport

/// Step 14, `forward`: spends the permit and sends the request to the upstream it names.
extension Exchange {
    func forward(with permit: consuming Permit, by handler: RequestHandler, at now: Instant) {
        prepare(with: permit, by: handler)
        guard let inForce, let pool = worker.pool(of: inForce) else {
            return refuse(.denied, at: now)
        }
        self.pool = pool
        guard declaredBodyFits else { return refuse(.bodyTooLarge, at: now) }
        pool.budget.countRequest()
        attempt(at: now)
    }

    /// Makes the request what its upstream is to get: for whom the permit was given, on the path as
    /// the upstream knows it, without what was meant for this hop.
    func prepare(with permit: consuming Permit, by handler: RequestHandler) {
        let (route, principal) = permit.spend()
        found.route = route
        self.principal = principal
        if !principal.isAnonymous { worker.watchExpiry() }
        facts.decision = .forward
        if target.hasDestination { request.fields.remove(.destination) }
        handshake = route.settings.websocket ? WebSocketHandshake(request) : nil
        handler.stripHopByHop(from: &request, on: route)
    }

    var declaredBodyFits: Bool {
        guard case .length(let count) = request.framing else { return true }
        return count <= Int64(bodyBytesLimit)
    }

    /// Takes a connection and writes the head to it. A connection from the pool first; then each
    /// address of the upstream once, since nothing is sent before a connect has succeeded (Q21).
    private func attempt(at now: Instant) {
        guard let pool else { return }
        guard pool.isResolved else { return awaitName(of: pool, at: now) }
        // One that died is repeated on a new one, not on its neighbours, which may be as dead.
        if attempts == 0, !isReused, let connection = pool.takeIdle() {
            isReused = true
            connection.reuse(for: self)
            return use(connection, at: now)
        }
        isReused = false
        while attempts < pool.addressCount {
            let connection = pool.connect(attempt: attempts)
            attempts += 1
            guard let connection else { continue }
            use(connection, at: now)
            client?.stream.cancelTimeout()
            connection.setTimeout(nanoseconds: timeouts.upstreamConnect, now: now)
            return connection.start(for: self)
        }
        refuse(.upstreamUnreachable, at: now)
    }

    /// DNS has not answered since the start: the request waits as long as for a connection.
    private func awaitName(of pool: UpstreamPool, at now: Instant) {
        isAwaitingName = true
        pool.await(self)
        client?.stream.setTimeout(nanoseconds: timeouts.upstreamConnect, now: now)
    }

    func nameResolved() {
        isAwaitingName = false
        let now = SystemClock.now()
        attempt(at: now)
        sendHead(at: now)
    }

    func stopAwaitingName() {
        guard isAwaitingName else { return }
        isAwaitingName = false
        pool?.forget(self)
    }

    private func use(_ connection: UpstreamConnection, at now: Instant) {
        upstream = connection
        responsePhase = .awaited
        responseParser = ResponseParser(answering: request.method)
        if let inForce { appendHead(to: inForce) }
        headIsUnsent = true
    }

    /// Sends the head that `attempt` prepared, unless the body's first bytes took it along.
    func sendHead(at now: Instant) {
        guard headIsUnsent, let upstream else { return }
        headIsUnsent = false
        worker.output.flush(to: upstream.stream)
        if upstream.isConnected { headSent(at: now) }
    }

    private func headSent(at now: Instant) {
        timeSilence(at: now)
        askForBody()
    }

    /// The client may send the body it announced: the permit is spent (Q16).
    func askForBody() {
        guard case .body = requestPhase, request.expectation == .continue, !hasContinued,
            facts.bytesIn == 0
        else { return }
        hasContinued = true
        var interim = ByteBuffer()
        interim.append(interim: .continue)
        client?.stream.write(interim.span)
    }

    /// Times whoever is waited for now, and nobody else: the client that has not taken what there is
    /// or not sent what it announced, otherwise the upstream.
    func timeSilence(at now: Instant) {
        guard let client, let upstream, upstream.isConnected else { return }
        let patience: UInt64
        switch (requestPhase, responsePhase) {
        case (.complete, .awaited): patience = timeouts.upstreamFirstByte
        case (_, .awaited), (_, .body): patience = timeouts.upstreamIdle
        case (_, .none), (_, .tunnel), (_, .complete): return
        }
        if client.stream.hasPendingOutput || owesBody(to: upstream) {
            upstream.cancelTimeout()
            client.stream.setTimeout(nanoseconds: timeouts.bodyIdle, now: now)
        } else {
            client.stream.cancelTimeout()
            upstream.setTimeout(nanoseconds: patience, now: now)
        }
    }

    /// Whether the client is to send more of its body, which the upstream would take.
    private func owesBody(to upstream: UpstreamConnection) -> Bool {
        if case .body = requestPhase { !upstream.isBusySending } else { false }
    }

    // MARK: From the upstream's connection

    func upstreamConnected() {
        let now = SystemClock.now()
        headSent(at: now)
        if case .body = requestPhase { client?.resume() }
    }

    func upstreamSent() {
        timeSilence(at: SystemClock.now())
        client?.resume()
    }

    func upstreamEnded(_ end: UpstreamConnection.End) {
        upstream = nil
        let now = SystemClock.now()
        switch responsePhase {
        case .awaited: noResponse(end, at: now)
        case .body: responseEnded(end, at: now)
        case .tunnel: tunnelEnded()
        case .none, .complete: break
        }
    }

    /// The upstream ended without a byte of a response. A failed connect goes to the next address; a
    /// connection that died in the pool is replaced once, where the request can be repeated.
    private func noResponse(_ end: UpstreamConnection.End, at now: Instant) {
        guard let pool else { return }
        let mayRepeat: Bool
        switch end {
        case .connectFailed, .connectTimedOut: mayRepeat = attempts < pool.addressCount
        case .closed, .broken:
            mayRepeat =
                isReused && request.method.isIdempotent && facts.bytesIn == 0
                && !hasResponseBytes
        }
        guard mayRepeat, pool.budget.spend(at: now) else {
            let hasTimedOut = end == .connectTimedOut
            return refuse(hasTimedOut ? .upstreamTimedOut : .upstreamUnreachable, at: now)
        }
        worker.metrics.count(.upstreamRetries)
        attempt(at: now)
        sendHead(at: now)
    }

    func upstreamTimedOut() {
        let now = SystemClock.now()
        let wasConnected = upstream?.isConnected ?? false
        dropUpstream()
        switch responsePhase {
        case .awaited where !wasConnected: noResponse(.connectTimedOut, at: now)
        case .awaited: refuse(.upstreamTimedOut, at: now)
        case .body: responseEnded(.broken, at: now)
        case .tunnel: tunnelEnded()
        case .none, .complete: break
        }
    }
}
