/// How long each phase may take. Read at the top; a host or a route may say otherwise for the phases
/// that begin once it is known: all but `head`, `clientIdle` and `drain`.
public struct TimeoutSettings: Hashable, Sendable {
    /// From the first byte of a request until its head is complete; then 408 and close.
    public var head = Duration.seconds(10)
    /// Without a byte of the request body while the gateway waits for one; then 408 and close.
    public var bodyIdle = Duration.seconds(30)
    /// Without a byte between two requests of a connection; then close.
    public var clientIdle = Duration.seconds(75)
    /// For a connection to one server of the upstream; then the next server, at last 502.
    public var upstreamConnect = Duration.seconds(2)
    /// From the request's last byte to the response's first; then 504.
    public var upstreamFirstByte = Duration.seconds(60)
    /// Without a byte of the response in its middle; then the response is cut short visibly.
    public var upstreamIdle = Duration.seconds(30)
    /// Without a byte in either direction of an upgraded connection; then close.
    public var tunnelIdle = Duration.seconds(3600)
    /// At a stop, for the exchanges in flight; then they are cut.
    public var drain = Duration.seconds(8)

    public init() {}
}
