public import Configuration
public import Transport

/// Where the metrics are read.
public struct MetricsSettings: Hashable, Sendable {
    public var listen = ListenAddress.localhost(port: 9464)
    /// The bearer credential a reader must present; never nil unless `listen` is loopback or a Unix
    /// socket.
    public var credential: SecretText?

    public init() {}
}
