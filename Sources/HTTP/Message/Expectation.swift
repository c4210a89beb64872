/// What the `Expect` fields of a request demand (RFC 9110 §10.1.1).
public enum Expectation: UInt8, Sendable {
    case none
    /// The client waits for an interim answer before it sends its body.
    case `continue`
    /// Something we do not know; answered 417 (Q16).
    case unsupported
}
