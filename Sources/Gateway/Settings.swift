public import HTTP
public import JOSE
public import Policy
public import Telemetry
public import Transport

/// The configuration as a whole: each feature's own settings, and nothing else.
public struct Settings: Hashable, Sendable {
    /// Never empty; names are unique.
    public var listen: [ListenerSettings] = []
    /// Threads, each with an event loop of its own; nil: one for each core.
    public var workers: Int?
    /// Whose forwarding fields are believed; empty: no one's.
    public var trustedProxies: [String] = []
    public var issuers: [IssuerSettings] = []
    public var identity: [IdentityHeaderSettings] = []
    public var timeouts = TimeoutSettings()
    public var limits = LimitSettings()
    /// Never empty; names are unique.
    public var hosts: [HostSettings] = []
    /// nil: no such listener.
    public var health: HealthSettings?
    /// nil: no such listener.
    public var metrics: MetricsSettings?
    public var log = LogSettings()

    public init() {}
}
