/// What the `Connection` fields of a message ask for (RFC 9110 §7.6.1).
public struct ConnectionOptions: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// This is the last message of its direction.
    public static let close = ConnectionOptions(rawValue: 1)
    /// An HTTP/1.0 peer wants the connection kept (RFC 9112 §9.3).
    public static let keepAlive = ConnectionOptions(rawValue: 2)
    /// The `Upgrade` field is meant for us.
    public static let upgrade = ConnectionOptions(rawValue: 4)
    /// Options that name fields of this hop.
    public static let namesFields = ConnectionOptions(rawValue: 8)
}
