import Codecs
import HTTP
import Identity
import Policy
import Telemetry
import Transport

/// One request and its response on one loop:
/// receive → decide → forward → relay → record.
///
/// A state machine that the client's and the upstream's stream drive; it never waits and never
/// blocks. The decision in its middle is `RequestHandler.decide`, one synchronous function. A worker
/// keeps exchanges and their memory for reuse, so a request that finds everything warm allocates
/// nothing; between requests a connection has none.
///
/// Every request that was received is answered exactly once or its connection is cut, and is
/// recorded exactly once. No byte goes upstream without a permit.
final class Exchange: UpstreamUser {
    /// How much of the request has come.
    enum RequestPhase {
        case head
        case body
        /// The request was answered before its body had ended; so many bytes more are thrown away.
        case discarding(bytesLeft: Int)
        case complete
    }

    /// How much of the response has been sent.
    enum ResponsePhase {
        /// Not decided, or decided and not yet received by the upstream.
        case none
        /// The upstream is to answer.
        case awaited
        case body
        /// The connection was upgraded; bytes pass in both directions.
        case tunnel
        case complete
    }

    let worker: Worker
    /// The connection it serves; nil while the exchange lies in the worker's reserve.
    var client: ClientConnection?
    var requestPhase = RequestPhase.head
    var responsePhase = ResponsePhase.none

    var requestParser: RequestParser
    var request = Request()
    var requestBody = BodyDecoder(framing: .none)
    /// Where the request goes, in the one form that is decided on and forwarded.
    var target = Target()

    var found = Found()
    var inForce: RouteInForce?
    /// Cookies of a session that was renewed, for whatever answer there will be.
    var renewalLines = ByteBuffer()
    /// Whom the upstream is told of.
    var principal = Principal.anonymous
    var pool: UpstreamPool?
    var upstream: UpstreamConnection?
    /// Connections tried for this request, the one at hand not counted.
    var attempts = 0
    /// No server's address is known yet.
    var isAwaitingName = false
    /// The connection at hand had carried other exchanges before.
    var isReused = false
    /// A byte of the response has come.
    var hasResponseBytes = false
    /// The upstream's head lies in the worker's output and was not sent.
    var headIsUnsent = false

    var responseParser = ResponseParser(answering: .get)
    var response = Response()
    var responseBody = BodyDecoder(framing: .none)
    var relayFraming = BodyFraming.none
    /// What an endpoint of our own is asked; nil for a request that is forwarded.
    var visit: Visit?
    /// By which the endpoint's task finds this exchange.
    var ticket: Ticket?
    /// The client's wish for a WebSocket, where the route allows it.
    var handshake: WebSocketHandshake?
    var tunnel: Tunnel?
    /// 100 (Continue) was sent.
    var hasContinued = false
    /// The connection ends with this response.
    var closesAfterwards = false

    var facts = ExchangeFacts()

    init(worker: Worker) {
        self.worker = worker
        requestParser = RequestParser(limits: worker.snapshot.headLimits)
    }

    /// Takes up the next request of `client`.
    func begin(for client: ClientConnection) {
        self.client = client
        facts = ExchangeFacts()
        requestParser = RequestParser(limits: worker.snapshot.headLimits)
    }

    /// Forgets everything about the request and keeps the memory.
    func reset() {
        precondition(upstream == nil)
        stopAwaitingName()
        client = nil
        requestPhase = .head
        responsePhase = .none
        request.reset()
        found = Found()
        inForce = nil
        renewalLines.removeAll()
        principal = .anonymous
        pool = nil
        attempts = 0
        isReused = false
        hasResponseBytes = false
        headIsUnsent = false
        hasContinued = false
        relayFraming = .none
        visit = nil
        ticket?.tear()
        ticket = nil
        handshake = nil
        tunnel = nil
        closesAfterwards = false
    }

    func count(_ fault: ParseFaultCode) {
        worker.metrics.count(.parseFaults, reason: fault.rawValue)
    }

    /// Lets go of the upstream connection, which cannot be used again.
    func dropUpstream() {
        upstream?.close()
        upstream = nil
    }

    /// The route's timeouts, or the general ones before there is a route.
    var timeouts: PhaseTimeouts {
        inForce?.timeouts ?? worker.snapshot.timeouts
    }
}
