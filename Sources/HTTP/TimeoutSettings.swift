public import Configuration

/// How long each phase may take; what each means is said once, in `keys`. Read at the top of the
/// configuration; a host or a route may say otherwise for the phases that begin once it is known.
public struct TimeoutSettings: Hashable, Sendable {
    public var head = Duration.seconds(10)
    public var clientIdle = Duration.seconds(75)
    public var drain = Duration.seconds(8)
    public var bodyIdle = Duration.seconds(30)
    public var upstreamConnect = Duration.seconds(2)
    public var upstreamFirstByte = Duration.seconds(60)
    public var upstreamIdle = Duration.seconds(30)
    public var tunnelIdle = Duration.seconds(3600)

    public init() {}
}

extension TimeoutSettings: SettingsSection {
    public static let summary = "How long each phase of an exchange may take."

    public static let keys = connectionKeys + exchangeKeys

    /// Of phases in which no host is known yet, or no longer one alone.
    private static let connectionKeys: [Setting<Self>] = [
        Setting(
            "head", \.head, .duration(in: .milliseconds(100) ... .seconds(600)),
            "From the first byte of a request until its head is complete, and once more until a form "
                + "for the gateway itself (a login, a logout) is; then 408 and close."),
        Setting(
            "client_idle", \.clientIdle, .duration(in: .milliseconds(100) ... .seconds(86_400)),
            "Without a byte between two requests of a connection; then close."),
        Setting(
            "drain", \.drain, .duration(in: .milliseconds(1) ... .seconds(3600)),
            "At a stop, for the exchanges in flight; then they are cut."),
    ]

    /// What a host or a route may set for itself.
    public static let exchangeKeys: [Setting<Self>] = [
        Setting(
            "body_idle", \.bodyIdle, .duration(in: .milliseconds(100) ... .seconds(3600)),
            "Without a byte of a request's body while one is waited for; then 408 and close."),
        Setting(
            "upstream_connect", \.upstreamConnect,
            .duration(in: .milliseconds(10) ... .seconds(60)),
            "For a connection to one server; then the next server is tried, at last 504."),
        Setting(
            "upstream_first_byte", \.upstreamFirstByte,
            .duration(in: .milliseconds(10) ... .seconds(86_400)),
            "From a request's last byte to the first of its response; then 504."),
        Setting(
            "upstream_idle", \.upstreamIdle, .duration(in: .milliseconds(10) ... .seconds(86_400)),
            "Without a byte in the middle of a response; then it is cut short, visibly."),
        Setting(
            "tunnel_idle", \.tunnelIdle, .duration(in: .milliseconds(100) ... .seconds(604_800)),
            "Without a byte in either direction of a WebSocket; then it is closed."),
    ]
}
