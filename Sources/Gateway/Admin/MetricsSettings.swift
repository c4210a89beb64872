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

extension MetricsSettings: SettingsSection {
    public static let summary = "Where Prometheus reads the metrics."

    public static let keys: [Setting<Self>] = [
        Setting(
            "listen", \.listen, .listenAddress,
            "The address: loopback or a Unix socket, or any "
                + "with a credential."
        )
        .required().example("\"localhost:9464\""),
        Setting(
            "credential", \.credential, .secret, "What a reader presents as a bearer token."
        ).absent("none is asked for").example("{file: metrics.secret}").seldom(),
    ]

    public func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        guard !listen.isLocal && credential == nil else { return }
        reader.refuse(
            at: written["listen"], found: "\(listen) without a credential",
            allowed: "loopback or a Unix socket, or a credential beside it")
    }
}
