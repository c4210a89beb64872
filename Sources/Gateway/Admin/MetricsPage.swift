import Codecs
import HTTP
import Telemetry

/// `/metrics` in Prometheus' text format. On loopback and Unix sockets without a credential, but for
/// no page of a browser: the Host must be loopback's and an Origin is refused (T92).
struct MetricsPage {
    private let access: OwnAccess
    private let metrics: Metrics

    init(_ settings: MetricsSettings, metrics: Metrics) {
        access = OwnAccess(settings.listen, credential: settings.credential)
        self.metrics = metrics
    }

    func answer(_ request: borrowing Request, generation: UInt32) -> Answer {
        if let refusal = access.refusal(request) { return refusal }
        guard request.path.equals("/metrics") else { return Answer(.notFound, reason: .noRoute) }
        guard request.isRead else { return .onlyRead }
        var answer = Answer(.ok, reason: .permitted)
        answer.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        metrics.render(
            ProcessFacts(version: Version.text, configurationGeneration: Int(generation)),
            into: &answer.body)
        return answer
    }
}
