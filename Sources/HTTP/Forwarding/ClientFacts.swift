public import Codecs

/// The scheme a client used, as far as the gateway tells upstreams about it.
public enum Scheme: Sendable {
    case http
    case https

    public var name: StaticString {
        switch self {
        case .http: "http"
        case .https: "https"
        }
    }

    public var defaultPort: UInt16 {
        switch self {
        case .http: 80
        case .https: 443
        }
    }
}

/// Where a request came from: what the socket says, or a trusted proxy's word for it. Every forwarding
/// field is derived from this and from nothing else (T18, T19).
public struct ClientFacts: Equatable, Sendable {
    /// The client's address; nil for a peer without one, on a Unix socket.
    public var address: IPAddress?
    public var scheme: Scheme
    /// The port the client connected to, as it sees it; nil where only the Host field knows.
    public var port: UInt16?

    /// - Parameters:
    ///   - address: of the connection's other end.
    ///   - port: of the listener.
    public init(address: IPAddress?, scheme: Scheme, port: UInt16?) {
        self.address = address
        self.scheme = scheme
        self.port = port
    }
}
