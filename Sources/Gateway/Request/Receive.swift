import Codecs
import HTTP
import Transport

/// Step 1, `receive`: the client's bytes become a request, then its body.
extension Exchange {
    /// What is read of a body that nobody wants, to keep the connection (Q12).
    private static let discardedBytesLimit = 64 * 1024

    /// Uses as many of `bytes` as belong to this request and can be used now. The rest is offered
    /// again after `ClientConnection.resume`, or to the next exchange.
    func receive(_ bytes: Span<UInt8>) -> Int {
        if case .tunnel = responsePhase { return passToUpstream(bytes) }
        switch requestPhase {
        case .head: return receiveHead(bytes)
        case .body: return receiveBody(bytes)
        case .discarding(let bytesLeft): return discard(bytes, atMost: bytesLeft)
        case .complete: return 0
        }
    }

    private func receiveHead(_ bytes: Span<UInt8>) -> Int {
        let now = SystemClock.now()
        let progress: HeadProgress
        do throws(RequestFault) {
            progress = try requestParser.parse(bytes, from: 0, into: &request)
        } catch {
            facts.begin(at: now)
            count(.requestHead)
            refuse(.malformed(error), at: now)
            return bytes.count
        }
        guard case .complete(let headBytes) = progress else {
            awaitHead(at: now)
            return bytes.count
        }
        facts.begin(at: now)
        requestBody = BodyDecoder(framing: request.framing)
        requestPhase = request.framing.hasBody ? .body : .complete
        decide(at: now)
        guard headIsUnsent else { return headBytes }
        var used = headBytes
        if case .body = requestPhase, headBytes < bytes.count {
            used += receiveBody(bytes.extracting(headBytes...))
        }
        sendHead(at: now)
        return used
    }

    /// The head must be complete by a deadline, however slowly its bytes drip in.
    private func awaitHead(at now: Instant) {
        guard !facts.hasBegun, !requestParser.isIdle else { return }
        facts.begin(at: now)
        client?.stream.setTimeout(nanoseconds: worker.snapshot.timeouts.head, now: now)
    }

    /// Passes the body on, one read at a time: what the upstream does not take yet stays with the
    /// connection, whose reading rests meanwhile.
    private func receiveBody(_ bytes: Span<UInt8>) -> Int {
        if visit != nil { return gatherForm(bytes) }
        guard let upstream, upstream.isConnected, !upstream.isBusySending else { return 0 }
        var used = 0
        do throws(BodyFault) {
            try passBody(bytes, used: &used, to: upstream)
        } catch {
            bodyFailed(error)
            return bytes.count
        }
        return used
    }

    private func passBody(
        _ bytes: Span<UInt8>, used: inout Int, to upstream: UpstreamConnection
    ) throws(BodyFault) {
        headIsUnsent = false
        while true {
            switch try requestBody.next(bytes, from: &used) {
            case .data(let range):
                facts.bytesIn += range.count
                guard facts.bytesIn <= bodyBytesLimit else { return refuseLargeBody() }
                worker.output.add(
                    bytes.extracting(range), framing: request.framing, to: upstream.stream)
            case .needsMore:
                worker.output.flush(to: upstream.stream)
                return timeSilence(at: SystemClock.now())
            case .end:
                requestPhase = .complete
                if request.framing == .chunked { appendLastChunkForUpstream() }
                worker.output.flush(to: upstream.stream)
                timeSilence(at: SystemClock.now())
                return
            }
        }
    }

    var bodyBytesLimit: Int { inForce?.bodyBytesLimit ?? 0 }

    /// Ends the chunked body; trailers go along where the route forwards them.
    private func appendLastChunkForUpstream() {
        guard forwardsTrailers else { return worker.output.bytes.appendLastChunk() }
        requestBody.trailers.removeProtected(worker.snapshot.protectedNames)
        worker.output.bytes.appendLastChunk(forwarding: requestBody.trailers)
    }

    /// The declared or decoded body passes the limit: 413, and no byte of it more.
    private func refuseLargeBody() {
        worker.output.bytes.removeAll()
        dropUpstream()
        refuse(.bodyTooLarge, at: SystemClock.now())
    }

    /// What follows cannot be told from a request any more: 400 where that can still be said.
    private func bodyFailed(_ fault: BodyFault) {
        count(.requestBody)
        worker.output.bytes.removeAll()
        dropUpstream()
        refuse(.malformedBody(fault), at: SystemClock.now())
    }

    // MARK: A body that nobody wants

    /// After the response: waits for the rest of the body if it is short, so that the connection can
    /// go on, else ends the connection.
    func endRequest(at now: Instant) {
        guard case .body = requestPhase else { return end(at: now) }
        // A client that waits for 100 (Continue) may send the body or not: nobody can tell.
        guard !closesAfterwards, request.expectation == .none else {
            closesAfterwards = true
            return end(at: now)
        }
        requestPhase = .discarding(bytesLeft: Self.discardedBytesLimit)
        client?.stream.setTimeout(nanoseconds: timeouts.bodyIdle, now: now)
        client?.resume()
    }

    private func discard(_ bytes: Span<UInt8>, atMost bytesLeft: Int) -> Int {
        var used = 0
        do throws(BodyFault) {
            while true {
                switch try requestBody.next(bytes, from: &used) {
                case .data: continue
                case .needsMore:
                    requestPhase = .discarding(bytesLeft: bytesLeft - used)
                    if used > bytesLeft { endDiscarding() }
                    return used
                case .end:
                    requestPhase = .complete
                    end(at: SystemClock.now())
                    return used
                }
            }
        } catch {
            endDiscarding()
            return bytes.count
        }
    }

    /// Nothing is to follow: the connection ends behind the response.
    func endDiscarding() {
        closesAfterwards = true
        end(at: SystemClock.now())
    }
}
