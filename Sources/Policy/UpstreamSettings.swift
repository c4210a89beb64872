/// Where permitted requests go.
public struct UpstreamSettings: Hashable, Sendable {
    /// The first that answers a connection attempt gets the request; never empty.
    public var servers: [UpstreamAddress] = []
    /// The `Host` the servers get instead of the client's.
    public var host: String?
    /// Whether `X-Real-IP` is added to the forwarding fields.
    public var realIP = false

    public init() {}
}

/// One server of an upstream, as the configuration writes it.
public enum UpstreamAddress: Hashable, Sendable {
    /// `http://backend:8080`: a name for DNS, in lower case; `localhost` is not asked for.
    case name(String, port: UInt16)
    /// `http://10.0.0.1:8080` or `http://[fd00::1]:8080`.
    case ip(String, port: UInt16)
    /// `unix:/run/backend.sock`.
    case unix(path: String)
}
