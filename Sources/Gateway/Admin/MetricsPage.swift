import Codecs
import Configuration
import Crypto
import HTTP
import Telemetry
import Transport

/// `/metrics` in Prometheus' text format. On loopback and Unix sockets without a credential, but for
/// no page of a browser: the Host must be loopback's and an Origin is refused (T92).
struct MetricsPage {
    private let settings: MetricsSettings
    private let metrics: Metrics

    init(_ settings: MetricsSettings, metrics: Metrics) {
        self.settings = settings
        self.metrics = metrics
    }

    func answer(_ request: borrowing Request, generation: UInt32) -> Answer {
        guard isAllowed(request) else { return Answer(.forbidden, reason: .denied) }
        if let credential = settings.credential, !carries(credential.bytes, request) {
            var answer = Answer(.unauthorized, reason: .noCredential)
            answer.add("WWW-Authenticate", "Bearer")
            return answer
        }
        guard request.path.equals("/metrics") else { return Answer(.notFound, reason: .noRoute) }
        guard request.isRead else { return .onlyRead }
        var answer = Answer(.ok, reason: .permitted)
        answer.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        metrics.render(
            ProcessFacts(version: Version.text, configurationGeneration: Int(generation)),
            into: &answer.body)
        return answer
    }

    private func isAllowed(_ request: borrowing Request) -> Bool {
        guard !request.fields.contains(.origin) else { return false }
        guard settings.listen.isLocal else { return true }
        var host = CanonicalHost()
        do throws(HostFault) {
            try host.set(request.authority)
        } catch {
            return false
        }
        return host.isLoopback
    }

    private func carries(_ credential: [UInt8], _ request: borrowing Request) -> Bool {
        guard let value = request.fields.first(.authorization),
            let start = BearerToken.start(in: value)
        else { return false }
        return constantTimeEquals(value.extracting(start...), credential.span)
    }
}
