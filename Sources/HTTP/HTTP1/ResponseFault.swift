/// Why an upstream's answer cannot be passed on: 502, and the upstream connection is closed (Q18).
public enum ResponseFault: Error, Equatable, Sendable {
    /// A line of the head is malformed or too long.
    case head(HeadFault)
    /// Not version, space, three digits, and a reason phrase behind another space.
    case malformedStatusLine
    /// Another version than HTTP/1.0 and HTTP/1.1.
    case unsupportedVersion
    /// Outside 100 to 599.
    case invalidStatus
    /// Content-Length is no number up to 2^63-1, or two of them differ.
    case invalidContentLength
    /// Content-Length beside Transfer-Encoding.
    case lengthWithTransferEncoding
    /// Transfer-Encoding in HTTP/1.0, or other than exactly one `chunked`.
    case invalidTransferEncoding
    /// A transfer coding other than `chunked`.
    case unsupportedTransferCoding
    /// More interim responses than `ResponseParser.interimLimit` (Q17).
    case tooManyInterimResponses
}
