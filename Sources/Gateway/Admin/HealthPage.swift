import Codecs
import HTTP

/// `/live` and `/ready`: 200 or 503, and not a word more, on any address (C35).
enum HealthPage {
    /// - Parameter isReady: whether new work is welcome: not while draining.
    static func answer(_ request: borrowing Request, isReady: Bool) -> Answer {
        guard request.method == .get || request.method == .head else {
            var answer = Answer(.methodNotAllowed, reason: .methodNotAllowed)
            answer.add("Allow", "GET, HEAD")
            return answer
        }
        let path = [UInt8](request.path)
        if path == Array("/live".utf8) { return Answer(.ok, reason: .permitted) }
        guard path == Array("/ready".utf8) else { return Answer(.notFound, reason: .noRoute) }
        return Answer(isReady ? .ok : .serviceUnavailable, reason: .permitted)
    }
}
