import Codecs
import HTTP
import Policy
import Telemetry
import Transport

/// The heads an exchange writes; every byte is made anew from the parsed message (Q11).
extension Exchange {
    /// Adds the request's head, as the upstream gets it, to the worker's output.
    func appendHead(to route: RouteInForce) {
        var lines = ByteBuffer()
        swap(&lines, &worker.lines)
        lines.removeAll()
        assertIdentity(principal, on: route, in: &lines)
        request.write(
            to: target, on: route, upgrading: handshake != nil, lines: lines.span,
            into: &worker.output.bytes)
        swap(&lines, &worker.lines)
    }

    var forwardsTrailers: Bool { inForce?.forwardsTrailers ?? false }

    /// How the client takes the response.
    private var delivery: ResponseDelivery {
        var delivery = ResponseDelivery(
            version: request.version, isHead: request.method == .head, isPersistent: persists)
        delivery.forwardsTrailers = forwardsTrailers
        return delivery
    }

    /// Adds the upstream's response head, as the client gets it, to the worker's output: with a Date where
    /// the upstream has no clock (RFC 9110 §6.6.1), with our request ID, not another, and without cookies
    /// in our name.
    func appendResponseHead() {
        response.fields.removeLinesNamedByConnection()
        response.fields.remove(.xRequestID)
        let forged = response.fields.removeSetCookies(named: OwnCookies.contains)
        if forged > 0 { worker.metrics.count(.setCookiesRemoved, by: forged) }
        var lines = ByteBuffer()
        swap(&lines, &worker.lines)
        lines.removeAll()
        if !response.isInterim {
            if !response.fields.contains(.date) { worker.appendDateLine(to: &lines) }
            if !renewalLines.isEmpty {
                lines.append(renewalLines.span)
                // Nobody else may be given these cookies with a copy of the response (RFC 9111 §5.2.2.7).
                lines.append("Cache-Control: private\r\n")
            }
        }
        target.requestID.appendLine(to: &lines)
        relayFraming = response.serialize(
            for: delivery, adding: lines.span, into: &worker.output.bytes)
        swap(&lines, &worker.lines)
    }

    /// Adds a whole answer of our own to the worker's output.
    func append(_ answer: borrowing Answer) {
        var lines = ByteBuffer()
        swap(&lines, &worker.lines)
        lines.removeAll()
        worker.appendDateLine(to: &lines)
        lines.append(answer.lines.span)
        lines.append(renewalLines.span)
        target.requestID.appendLine(to: &lines)
        worker.output.bytes.append(
            response: answer.status, lines: lines.span, body: answer.body.span, for: delivery)
        swap(&lines, &worker.lines)
    }
}

extension Request {
    /// Writes the head for `target`; the client's canonical Host is kept unless the route says another.
    fileprivate borrowing func write(
        to target: borrowing Target, on route: RouteInForce, upgrading: Bool, lines: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        let ownHost = route.upstreamHost
        var head = ForwardedHead(
            path: target.path.bytes, query: query,
            host: ownHost.isEmpty ? target.host.authority : ownHost.span, lines: lines)
        head.upgradesToWebSocket = upgrading
        head.forwardsTrailers = route.forwardsTrailers
        serialize(as: head, into: &output)
    }
}
