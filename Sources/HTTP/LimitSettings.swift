public import Configuration

/// How much the gateway takes from a client. Read at the top; a host or a route may set `body`.
public struct LimitSettings: Hashable, Sendable {
    /// A request's body; above it 413 and close.
    public var body = ByteCount.mebibytes(100)
    /// The request line; above it 414 and close.
    public var requestLine = ByteCount.kibibytes(8)
    /// The request line and all fields; above it 431 and close.
    public var head = ByteCount.kibibytes(32)
    /// Field lines of a head; above it 431 and close.
    public var fields = 100
    /// One field line; above it 431 and close.
    public var field = ByteCount.kibibytes(16)
    /// Client connections at once, over all listeners; above it the gateway stops accepting.
    /// nil: nine tenths of what the descriptor limit of the process leaves room for.
    public var connections: Int?
    /// Requests on one connection; the last is answered with `Connection: close`.
    public var requestsPerConnection = 100_000

    public init() {}
}
