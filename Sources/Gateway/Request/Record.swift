import Codecs
import HTTP
import Identity
import Telemetry
import Transport

/// Step 16, `record`: what is kept of an exchange: counters, and a line in the access log. It runs
/// once for every request that began, however it ended.
extension Exchange {
    func record(at now: Instant) {
        guard facts.hasBegun else { return }
        let phases = facts.durations(until: now)
        let metrics = worker.metrics
        if facts.status > 0 {
            metrics.countRequest(
                on: inForce?.series ?? .none, status: facts.status, phases: phases)
        }
        metrics.count(.decisions, reason: facts.reason.rawValue)
        if facts.reason.isUpstreamFault { metrics.count(.upstreamFailures) }
        if let traffic = client?.stream.takeTraffic() {
            metrics.count(.clientBytesReceived, by: traffic.received)
            metrics.count(.clientBytesSent, by: traffic.sent)
        }
        facts.log(
            request, target, on: inForce, principal: principal.kind, phases,
            to: &worker.accessLog)
    }
}

extension ExchangeFacts {
    /// How long each phase took that was reached.
    fileprivate func durations(until now: Instant) -> PhaseDurations {
        var phases = PhaseDurations()
        guard let begun else { return phases }
        phases.total = now.nanoseconds(since: begun)
        guard let decided else { return phases }
        phases.decide = decided.nanoseconds(since: begun)
        phases.upstream = responseBegun.map { $0.nanoseconds(since: decided) }
        return phases
    }

    /// One line in the access log; the path as the client wrote it, never the query (T91).
    fileprivate func log(
        _ request: borrowing Request, _ target: borrowing Target, on route: RouteInForce?,
        principal: Principal.Kind, _ phases: PhaseDurations, to accessLog: inout AccessLog?
    ) {
        if accessLog == nil { return }
        let key = route?.key ?? []
        let upstream = route?.upstreamName ?? []
        var line = AccessLine(at: .now)
        line.requestID = target.requestID.bytes
        line.route = key.span
        line.method = request.methodText
        line.path = request.path
        line.status = status
        if case .forward = decision { line.principalKind = principal.name }
        line.decision = decision.name
        line.reason = reason.name
        line.upstream = upstream.span
        line.phases = phases
        line.bytesIn = bytesIn
        line.bytesOut = bytesOut
        accessLog?.record(line)
    }
}

extension Principal.Kind {
    fileprivate var name: StaticString {
        switch self {
        case .anonymous: "anonymous"
        case .bearer: "bearer"
        case .session: "session"
        }
    }
}
