public import Configuration
public import Transport

/// Where `/live` and `/ready` are answered, with 200 or 503 and nothing else.
public struct HealthSettings: Hashable, Sendable {
    public var listen = ListenAddress.localhost(port: 9465)

    public init() {}
}

extension HealthSettings: SettingsSection {
    public static let summary = "Where `/live` and `/ready` are answered: 200 or 503, nothing else."

    public static let keys: [Setting<Self>] = [
        Setting("listen", \.listen, .listenAddress, "The address; any will do.")
            .required().example("\":9465\"")
    ]
}
