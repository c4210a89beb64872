/// What the upstream is told in place of the client's own words: the parts of a request head that the
/// gateway decides. Lends its parts; made and used within one step.
public struct ForwardedHead: ~Escapable {
    /// The canonical path, or `*`.
    public let path: Span<UInt8>
    /// The query with its leading `?`, or nothing.
    public let query: Span<UInt8>
    /// The value of the one Host field.
    public let host: Span<UInt8>
    /// Lines of our own, each with its line end: identity, forwarding, renewed cookies.
    public let lines: Span<UInt8>
    /// Whether the connection is to become a WebSocket; every other upgrade is stripped (Q14).
    public var upgradesToWebSocket = false
    /// Whether trailers go along, so that `Trailer` may announce them (Q5).
    public var forwardsTrailers = false

    @_lifetime(copy path, copy query, copy host, copy lines)
    public init(
        path: Span<UInt8>, query: Span<UInt8>, host: Span<UInt8>, lines: Span<UInt8>
    ) {
        self.path = path
        self.query = query
        self.host = host
        self.lines = lines
    }
}
