internal import Codecs

/// What the access log tells of one request, lent for the time of the call. An empty text is written as
/// null. Nothing here may be a secret: no query, no field value, no claim (T91).
public struct AccessLine: ~Escapable {
    public var time: LogTime
    public var requestID: Span<UInt8>
    /// The route's key.
    public var route: Span<UInt8>
    public var method: Span<UInt8>
    /// The path alone: queries carry codes and tokens.
    public var path: Span<UInt8>
    /// What the client got, 0 where it got nothing.
    public var status = 0
    /// `bearer` or `anonymous`, of whoever was permitted.
    public var principalKind: StaticString = ""
    /// `forward`, `refuse`.
    public var decision: StaticString = ""
    /// What became of the request, for the operator and never for the client.
    public var reason: StaticString = ""
    /// The servers of the route's upstream.
    public var upstream: Span<UInt8>
    public var phases = PhaseDurations()
    /// Body bytes from the client and to it; of an upgraded connection, all bytes.
    public var bytesIn = 0
    public var bytesOut = 0

    @_lifetime(immortal)
    public init(at time: LogTime) {
        self.time = time
        requestID = Span()
        route = Span()
        method = Span()
        path = Span()
        upstream = Span()
    }
}

/// How long the phases of one request took, in nanoseconds; nil for one that was never reached.
public struct PhaseDurations: Hashable, Sendable {
    public var decide: UInt64?
    public var upstream: UInt64?
    public var total: UInt64?

    public init(decide: UInt64? = nil, upstream: UInt64? = nil, total: UInt64? = nil) {
        self.decide = decide
        self.upstream = upstream
        self.total = total
    }
}
