import Codecs
import HTTP
import Policy
import Telemetry
import Transport

/// Step 12, `record`: what is kept of an exchange: counters, and a line in the access log. It runs
/// once for every request that began, however it ended.
extension Exchange {
    func record(at now: Instant) {
        let metrics = worker.metrics
        let series = route.map { worker.snapshot.routes[$0.index].series } ?? .none
        let phases = durations(until: now)
        if facts.status > 0 {
            metrics.countRequest(on: series, status: facts.status, phases: phases)
        }
        metrics.count(.decisions, reason: facts.reason.rawValue)
        metrics.count(.clientBytesReceived, by: facts.bytesIn)
        metrics.count(.clientBytesSent, by: facts.bytesOut)
    }

    /// How long each phase took that was reached.
    private func durations(until now: Instant) -> PhaseDurations {
        var phases = PhaseDurations()
        guard let begun = facts.begun else { return phases }
        phases.total = now.nanoseconds(since: begun)
        guard let decided = facts.decided else { return phases }
        phases.decide = decided.nanoseconds(since: begun)
        phases.upstream = facts.responseBegun.map { $0.nanoseconds(since: decided) }
        return phases
    }
}
