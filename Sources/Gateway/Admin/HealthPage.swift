import Codecs
import HTTP

/// `/live` and `/ready`: 200 or 503, and not a word more, on any address (C35).
enum HealthPage {
    /// - Parameter isReady: whether new work is welcome: not while draining.
    static func answer(_ request: borrowing Request, isReady: Bool) -> Answer {
        guard request.isRead else { return .onlyRead }
        if request.path.equals("/live") { return Answer(.ok, reason: .permitted) }
        guard request.path.equals("/ready") else { return Answer(.notFound, reason: .noRoute) }
        return Answer(isReady ? .ok : .serviceUnavailable, reason: .permitted)
    }
}
