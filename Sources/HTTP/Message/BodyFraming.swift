/// How the end of a message body is found (RFC 9112 §6.3). A request is never `untilClose`.
public enum BodyFraming: Equatable, Sendable {
    /// No body follows the head.
    case none
    /// Exactly so many bytes follow; 0 where the sender said so.
    case length(Int64)
    /// Chunks follow, then trailers (RFC 9112 §7.1).
    case chunked
    /// The body ends with the connection; only responses.
    case untilClose

    /// Whether at least one byte of body or framing follows the head.
    public var hasBody: Bool {
        switch self {
        case .none, .length(0): false
        case .length, .chunked, .untilClose: true
        }
    }
}
