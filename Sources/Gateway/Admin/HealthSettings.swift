public import Transport

/// Where `/live` and `/ready` are answered, with 200 or 503 and nothing else.
public struct HealthSettings: Hashable, Sendable {
    public var listen = ListenAddress.localhost(port: 9465)

    public init() {}
}
