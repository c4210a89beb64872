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
        if facts.status > 0 { metrics.countRequest(on: series, status: facts.status) }
        metrics.count(.decisions, reason: facts.reason.rawValue)
        metrics.count(.clientBytesReceived, by: facts.bytesIn)
        metrics.count(.clientBytesSent, by: facts.bytesOut)
        guard let begun = facts.begun else { return }
        metrics.record(.total, nanoseconds: now.nanoseconds(since: begun), on: series)
        if let decided = facts.decided {
            metrics.record(.decide, nanoseconds: decided.nanoseconds(since: begun), on: series)
            if let answered = facts.responseBegun {
                metrics.record(
                    .upstream, nanoseconds: answered.nanoseconds(since: decided), on: series)
            }
        }
    }
}
