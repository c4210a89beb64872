import Codecs
import Crypto
import HTTP
import Transport

/// A WebSocket: frames of the client's and the upstream's pass unread but for their boundaries, so that
/// a Close of ours can be put between two frames.
struct Tunnel {
    var fromClient = FrameBoundaryTracker(sender: .client)
    var fromUpstream = FrameBoundaryTracker(sender: .server)
    /// A Close that waits for the boundary of the frame at hand, each way.
    var closingClient: CloseFrame?
    var closingUpstream: CloseFrame?
}

/// The exchange as a tunnel. It begins only on the upstream's 101 with the right proof (Q15), and the
/// upstream connection is never used for anything else (T84).
extension Exchange {
    /// A frame that does not end within this after a Close is due is cut.
    private static let boundaryNanoseconds: UInt64 = 250_000_000

    /// Whether the upstream may accept the upgrade that was asked for.
    var isUpgradeAccepted: Bool {
        handshake?.isAccepted(by: response) { worker.sha1.hash($0) } ?? false
    }

    /// Sends the 101 and what came behind it.
    func beginTunnel(_ early: Span<UInt8>) {
        guard let client else { return }
        tunnel = Tunnel()
        closesAfterwards = true
        appendResponseHead()
        worker.output.flush(to: client.stream)
        let now = SystemClock.now()
        upstream?.setTimeout(nanoseconds: timeouts.tunnelIdle, now: now)
        client.stream.cancelTimeout()
        if !early.isEmpty { passToClient(early) }
        client.resume()
        if worker.isDraining { closeTunnel(.goingAway) }
    }

    /// From the client to the upstream; all or nothing, so that back-pressure bounds what is held.
    func passToUpstream(_ bytes: Span<UInt8>) -> Int {
        guard let upstream, !upstream.isBusySending else { return 0 }
        facts.bytesIn += bytes.count
        guard pass(bytes, \.fromClient, \.closingUpstream, to: upstream.stream) else {
            return bytes.count
        }
        upstream.setTimeout(nanoseconds: timeouts.tunnelIdle, now: SystemClock.now())
        return bytes.count
    }

    /// From the upstream to the client.
    func passToClient(_ bytes: Span<UInt8>) {
        guard let client else { return }
        facts.bytesOut += bytes.count
        guard pass(bytes, \.fromUpstream, \.closingClient, to: client.stream) else { return }
        let now = SystemClock.now()
        upstream?.setTimeout(nanoseconds: timeouts.tunnelIdle, now: now)
        if client.stream.hasPendingOutput { upstream?.pauseReading() }
    }

    /// Follows the frames and passes them on, a Close that is due behind the first boundary.
    /// - Returns: false where the tunnel was cut.
    private func pass(
        _ bytes: Span<UInt8>, _ tracker: WritableKeyPath<Tunnel, FrameBoundaryTracker>,
        _ closing: KeyPath<Tunnel, CloseFrame?>, to stream: ByteStream
    ) -> Bool {
        guard var tunnel else { return false }
        let boundary: Int?
        do throws(FrameFault) {
            boundary = try tunnel[keyPath: tracker].advance(over: bytes)
        } catch {
            cutTunnel(.malformedRequest)
            return false
        }
        self.tunnel = tunnel
        guard tunnel[keyPath: closing] != nil else {
            stream.write(bytes)
            return true
        }
        guard let boundary else {
            stream.write(bytes)
            return true
        }
        stream.write(bytes.extracting(..<boundary))
        endTunnel()
        return false
    }

    /// Puts a Close between the frames, both ways, and ends the tunnel.
    func closeTunnel(_ reason: CloseFrame.Reason) {
        guard var tunnel else { return }
        let frame = CloseFrame(reason)
        tunnel.closingClient = frame
        tunnel.closingUpstream = frame
        self.tunnel = tunnel
        if tunnel.fromUpstream.isAtBoundary {
            endTunnel()
        } else {
            client?.stream.setTimeout(
                nanoseconds: Self.boundaryNanoseconds, now: SystemClock.now())
        }
    }

    /// The client's side is at a boundary: its Close is sent; the upstream's too where that side is.
    private func endTunnel() {
        guard let client, let tunnel else { return }
        var bytes = ByteBuffer()
        if let frame = tunnel.closingClient, !tunnel.fromUpstream.hasClosed {
            frame.append(to: &bytes)
            client.stream.write(bytes.span)
        }
        if let frame = tunnel.closingUpstream, tunnel.fromClient.isAtBoundary, let upstream {
            bytes.removeAll()
            frame.append(masked: worker.randomMask(), to: &bytes)
            upstream.stream.write(bytes.span)
        }
        tunnelEnded()
    }

    /// One side is gone: what was passed is delivered, then the other side ends too.
    func tunnelEnded() {
        dropUpstream()
        responsePhase = .complete
        requestPhase = .complete
        end(at: SystemClock.now())
    }

    private func cutTunnel(_ reason: ReasonCode) {
        facts.reason = reason
        client?.cut()
    }
}
