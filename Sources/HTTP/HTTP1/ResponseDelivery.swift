/// The client's side of a response: what may be sent to it and how.
public struct ResponseDelivery: Sendable {
    /// The version of the request; an HTTP/1.0 client understands no chunks.
    public var version: HTTPVersion
    /// A response to HEAD has fields but no body.
    public var isHead: Bool
    /// Whether another request may come on this connection: the client wants it and we do.
    public var isPersistent: Bool
    /// Whether trailers go along, so that `Trailer` may announce them (Q5).
    public var forwardsTrailers = false

    public init(version: HTTPVersion, isHead: Bool, isPersistent: Bool) {
        self.version = version
        self.isHead = isHead
        self.isPersistent = isPersistent
    }

    /// How a body reaches this client that came framed as `framing`: without chunks for HTTP/1.0, and
    /// with them wherever its end would otherwise be the end of the connection.
    public func framing(for framing: BodyFraming) -> BodyFraming {
        switch framing {
        case .none, .length: framing
        case .chunked, .untilClose: version == .http10 ? .untilClose : .chunked
        }
    }
}
