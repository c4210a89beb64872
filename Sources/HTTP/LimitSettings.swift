public import Configuration

/// How much is taken from a client; what each means is said once, in `keys`. Read at the top of the
/// configuration; a host or a route may set `body` for itself.
public struct LimitSettings: Hashable, Sendable {
    public var requestLine = ByteCount.kibibytes(8)
    public var head = ByteCount.kibibytes(32)
    public var fields = 100
    public var field = ByteCount.kibibytes(16)
    /// nil: nine tenths of what the process's descriptor limit allows.
    public var connections: Int?
    public var requestsPerConnection = 100_000
    public var body = ByteCount.mebibytes(100)

    public init() {}
}

extension LimitSettings: SettingsSection {
    public static let summary = "How much the gateway takes from a client."

    public static let keys = connectionKeys + exchangeKeys

    /// What is enforced before a host is known.
    private static let connectionKeys: [Setting<Self>] = [
        Setting(
            "request_line", \.requestLine, .size(in: .bytes(256) ... .kibibytes(64)),
            "The first line of a request; above it 414 and close."),
        Setting(
            "head", \.head, .size(in: .kibibytes(1) ... .mebibytes(1)),
            "A request's first line and all fields together; above it 431 and close."),
        Setting(
            "fields", \.fields, .integer(in: 1...1000),
            "Field lines of a request; above it 431 and close."),
        Setting(
            "field", \.field, .size(in: .bytes(256) ... .kibibytes(256)),
            "One field line; above it 431 and close."),
        Setting(
            "connections", \.connections, .integer(in: 1...10_000_000),
            "Client connections at once, over all listeners; at it accepting pauses."
        ).absent("90 % of the descriptor limit").example("10000").seldom(),
        Setting(
            "requests_per_connection", \.requestsPerConnection, .integer(in: 1...1_000_000_000_000),
            "Requests on one connection; the last is answered with `Connection: close`."),
    ]

    /// What a host or a route may set for itself.
    public static let exchangeKeys: [Setting<Self>] = [
        Setting(
            "body", \.body, .size(in: .bytes(0) ... .gibibytes(1024)),
            "A request's body; above it 413 and close.")
    ]

    public func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        for (key, size) in [("request_line", requestLine), ("field", field)] where size > head {
            reader.refuse(
                at: written[key], found: "\(key) \(size), above the head's \(head)",
                allowed: "at most the size of head")
        }
    }
}
