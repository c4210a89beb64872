import Codecs
import Configuration
import Crypto
import Telemetry
import Transport

/// `sallyport explain`: decides one request by the configuration, with the very code that serves, and
/// tells what each step made of it. Nothing is sent anywhere, and of a session nothing is noted.
public enum ExplainCommand {
    /// - Parameter file: the configuration's path.
    /// - Returns: the exit code: 1 where the request is refused.
    public static func run(_ request: ExplainedRequest, configuration file: String) -> Int32 {
        CommandFault.reporting {
            let settings = try ConfigurationFile.read(file).settings
            let token = try request.token.map { try CommandInput.secret($0) }
            let cookie = try request.cookie.map { try CommandInput.secret($0) }
            let bytes = try request.bytes(token: token, cookie: cookie)
            let builder = SnapshotBuilder(offline: settings, file: file)
            let worker = try Worker(
                loop: EventLoop(), snapshot: builder.build(generation: 1),
                metrics: builder.metrics.makePart(), accessLog: nil,
                requestIDPrefix: SecureRandom().number(),
                clock: SteadyWallClock())
            if token != nil || cookie != nil {
                try open(settings, on: worker, recognizingSessions: cookie != nil)
            }
            var explanation = Explanation(
                by: worker, from: try request.origin(in: settings),
                at: worker.moment(at: SystemClock.now()))
            let isRefused = explanation.explain(bytes.span)
            Console.print(explanation.text)
            return isRefused ? 1 : 0
        }
    }

    /// Gives the worker what is stored: what was revoked, and the sessions that a cookie is looked for in.
    private static func open(
        _ settings: Settings, on worker: Worker, recognizingSessions: Bool
    ) throws {
        guard settings.needsStore else { return }
        let stored = try StoredSessions(settings.sessions)
        try stored?.open(on: worker)
        guard settings.servesLogin, recognizingSessions else { return }
        if stored == nil {
            Console.error("note: \(StoredSessions.absence(of: settings.sessions))")
        }
        worker.memory.sessions = try stored?.recognition() ?? .unknowing(settings.sessions)
    }
}
