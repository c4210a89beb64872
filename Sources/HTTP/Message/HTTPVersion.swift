/// The protocol versions spoken on the wire by HTTP/1 (RFC 9112 §2.3); all others are refused.
public enum HTTPVersion: UInt8, Sendable {
    case http10
    case http11
}
