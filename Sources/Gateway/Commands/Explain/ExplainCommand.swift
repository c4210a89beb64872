import Codecs
import Configuration
import Crypto
import Identity
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
            let builder = SnapshotBuilder(offline: settings, file: file)
            let snapshot = try builder.build(generation: 1)
            let bytes = try request.bytes(
                token: token, cookie: cookie, as: snapshot.sessionCookie)
            let worker = try Worker(
                loop: EventLoop(), snapshot: snapshot,
                metrics: builder.metrics.makePart(), accessLog: nil,
                requestIDPrefix: SecureRandom().number(),
                clock: SteadyWallClock())
            // Once: LMDB may not be open twice in a process.
            let stored = try token ?? cookie == nil ? nil : open(settings, on: worker)
            var explanation = Explanation(
                by: worker, from: try request.origin(in: settings),
                at: worker.moment(at: SystemClock.now()))
            if let cookie, settings.servesLogin {
                worker.memory.sessions = try sessions(of: stored, settings.sessions)
                let secret = SessionSecret(parsing: cookie.span)
                explanation.sessionExpiry = try secret.flatMap { try stored?.expiry(of: $0) }
            }
            let isRefused = explanation.explain(bytes.span)
            Console.print(explanation.text)
            return isRefused ? 1 : 0
        }
    }

    /// Gives the worker what was revoked.
    private static func open(
        _ settings: Settings, on worker: Worker
    ) throws -> StoredSessions? {
        guard settings.needsStore else { return nil }
        let stored = try StoredSessions(settings.sessions)
        try stored?.open(on: worker)
        return stored
    }

    /// The sessions that a cookie is looked for in.
    private static func sessions(
        of stored: StoredSessions?, _ settings: SessionSettings
    ) throws -> SessionCookie {
        if let stored { return try stored.recognition(settings) }
        Console.error("note: \(StoredSessions.absence(of: settings))")
        return try .unknowing(settings)
    }
}
