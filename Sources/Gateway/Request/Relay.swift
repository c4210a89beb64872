import Codecs
import HTTP
import Transport

/// Step 15, `relay`: the upstream's answer, or our own, goes to the client.
extension Exchange {
    // MARK: The upstream's answer

    func upstreamReceived(_ bytes: Span<UInt8>) {
        guard let client else { return }
        if case .tunnel = responsePhase { return passToClient(bytes) }
        hasResponseBytes = true
        let now = SystemClock.now()
        var used = 0
        var isWhole = false
        do throws(RelayFault) {
            if case .awaited = responsePhase { try receiveResponseHead(bytes, &used, at: now) }
            if case .body = responsePhase { isWhole = try relayBody(bytes, &used) }
        } catch {
            worker.output.bytes.removeAll()
            return relayFailed(error, at: now)
        }
        if case .tunnel = responsePhase { return beginTunnel(bytes.extracting(used...)) }
        worker.output.flush(to: client.stream)
        if isWhole { return responseRelayed(isClean: used == bytes.count, at: now) }
        let mustWait = client.stream.hasPendingOutput
        if mustWait { upstream?.pauseReading() }
        // A head that drips in has one deadline.
        if case .awaited = responsePhase, !mustWait { return }
        timeSilence(at: now)
    }

    /// Reads heads until the final one is there or the bytes end.
    private func receiveResponseHead(
        _ bytes: Span<UInt8>, _ used: inout Int, at now: Instant
    ) throws(RelayFault) {
        while case .awaited = responsePhase {
            let progress: HeadProgress
            do throws(ResponseFault) {
                progress = try responseParser.parse(bytes, from: used, into: &response)
            } catch {
                throw .head(error)
            }
            guard case .complete(let consumed) = progress else {
                used = bytes.count
                return
            }
            used += consumed
            if response.isInterim { relayInterim() } else { try beginResponse(at: now) }
        }
    }

    /// 1xx is for HTTP/1.1 clients; whether to send the body is between the client and us.
    private func relayInterim() {
        guard request.version == .http11, response.status != .continue else { return }
        appendResponseHead()
    }

    private func beginResponse(at now: Instant) throws(RelayFault) {
        facts.responseBegun = now
        facts.status = Int(response.status.rawValue)
        if response.status == .switchingProtocols {
            guard isUpgradeAccepted else { throw .unaskedUpgrade }
            responsePhase = .tunnel
            return
        }
        responseBody = BodyDecoder(framing: response.framing)
        appendResponseHead()
        responsePhase = .body
    }

    /// Adds what `bytes` hold of the body to the worker's output.
    /// - Returns: whether that was the last of it.
    private func relayBody(
        _ bytes: Span<UInt8>, _ used: inout Int
    ) throws(RelayFault) -> Bool {
        guard let client else { return false }
        do throws(BodyFault) {
            while true {
                switch try responseBody.next(bytes, from: &used) {
                case .data(let range):
                    facts.bytesOut += range.count
                    worker.output.add(
                        bytes.extracting(range), framing: relayFraming, to: client.stream)
                case .needsMore: return false
                case .end:
                    if relayFraming == .chunked { appendLastChunkForClient() }
                    return true
                }
            }
        } catch {
            throw .body(error)
        }
    }

    private func appendLastChunkForClient() {
        guard forwardsTrailers else { return worker.output.bytes.appendLastChunk() }
        responseBody.trailers.removeProtected(worker.snapshot.protectedNames)
        worker.output.bytes.appendLastChunk(forwarding: responseBody.trailers)
    }

    /// The response is complete. `isClean`: not a byte came after it (Q20).
    private func responseRelayed(isClean: Bool, at now: Instant) {
        responsePhase = .complete
        if let upstream, isClean, response.isPersistent, handshake == nil,
            case .complete = requestPhase
        {
            pool?.release(upstream, idleNanoseconds: timeouts.upstreamIdle, now: now)
            self.upstream = nil
        } else {
            dropUpstream()
        }
        endRequest(at: now)
    }

    /// The upstream's connection ended amid the body: its end where it is framed so, else a
    /// truncation that the client must be able to see (Q19).
    func responseEnded(_ end: UpstreamConnection.End, at now: Instant) {
        if end == .closed, case .untilClose = response.framing, let client {
            if relayFraming == .chunked { appendLastChunkForClient() }
            worker.output.flush(to: client.stream)
            return responseRelayed(isClean: false, at: now)
        }
        facts.reason = .upstreamTruncated
        client?.cut()
    }

    private func relayFailed(_ fault: RelayFault, at now: Instant) {
        if case .body = fault { count(.responseBody) } else { count(.responseHead) }
        dropUpstream()
        if case .body = responsePhase { return responseEnded(.broken, at: now) }
        refuse(.badResponse, at: now)
    }

    // MARK: Our own answers

    /// Answers with a refusal, unless a response has begun: then only cutting is left.
    func refuse(_ refusal: Refusal, at now: Instant) {
        if case .body = responsePhase {
            facts.reason = refusal.outcome.reason
            client?.cut()
            return
        }
        let answer = Answer(
            refusing: refusal, to: request, target, found, by: worker.snapshot)
        relay(answer, at: now)
    }

    /// Sends an answer of our own.
    func relay(_ answer: borrowing Answer, at now: Instant) {
        guard let client else { return }
        dropUpstream()
        headIsUnsent = false
        responsePhase = .complete
        facts.responseBegun = now
        facts.status = Int(answer.status.rawValue)
        facts.reason = answer.reason
        if answer.closes { closesAfterwards = true }
        if request.expectation == .continue && !hasContinued { closesAfterwards = true }
        worker.output.bytes.removeAll()
        append(answer)
        if request.method != .head { facts.bytesOut += answer.body.count }
        worker.output.flush(to: client.stream)
        endRequest(at: now)
    }

    // MARK: The end

    /// The exchange is over: its record, then the next one or the connection's end.
    func end(at now: Instant) {
        guard let client else { return }
        record(at: now)
        if closesAfterwards || !persists {
            client.exchangeEndedLast()
        } else {
            client.exchangeEnded(at: now)
        }
    }

    /// Whether the connection goes on after this response.
    var persists: Bool {
        request.isPersistent && relayFraming != .untilClose && !closesAfterwards
            && (client?.mayPersist ?? false)
    }

    /// The worker ends: a tunnel is closed, any other exchange runs to its end.
    func drain() {
        if case .tunnel = responsePhase { closeTunnel(.goingAway) }
    }

    /// The client took what it had not taken.
    func clientSent() {
        upstream?.resumeReading()
        timeSilence(at: SystemClock.now())
    }

    /// The client closed its side. False where the exchange is given up with it.
    func clientEnded() -> Bool {
        if case .discarding = requestPhase {
            endDiscarding()
            return true
        }
        guard case .tunnel = responsePhase else { return false }
        upstream?.shutdownWriting()
        return true
    }

    /// The connection was cut; nobody can be answered any more.
    func clientGone() {
        dropUpstream()
        if facts.reason == .permitted { facts.reason = .clientGone }
        record(at: SystemClock.now())
    }

    /// The client was too slow: to complete a head, to send a body, or to take a response.
    func clientTimedOut() {
        let now = SystemClock.now()
        if isAwaitingName {
            stopAwaitingName()
            return refuse(.upstreamUnresolved, at: now)
        }
        switch (requestPhase, responsePhase) {
        case (.head, _), (.body, .none), (.body, .awaited):
            closesAfterwards = true
            dropUpstream()
            refuse(.requestTimedOut, at: now)
        default:
            facts.reason = .clientTooSlow
            client?.cut()
        }
    }
}

/// Why an upstream's answer cannot be relayed.
enum RelayFault: Error {
    case head(ResponseFault)
    case body(BodyFault)
    /// 101 that nobody asked for, or with the wrong proof (Q15).
    case unaskedUpgrade
}
