/// Why a request was refused before anything was decided about it; each with the status it deserves.
/// After any of them the connection is closed.
public enum RequestFault: Error, Equatable, Sendable {
    /// A line of the head is malformed or too long. 400, 414 or 431 as the fault says.
    case head(HeadFault)
    /// Not method, one space, target, one space, version; HTTP/0.9 too (RFC 9112 §3). 400.
    case malformedRequestLine
    /// The method is no token. 400.
    case invalidMethod
    /// `HTTP/1.x` other than 1.0 and 1.1, or no version at all. 400.
    case invalidVersion
    /// Another major version. 505.
    case unsupportedVersion
    /// A byte that is no visible ASCII, a `#`, or a form that the method does not allow
    /// (RFC 9112 §3.2, T24, T30). 400.
    case invalidTarget
    /// An absolute-form of another scheme than `http` and `https`. 400.
    case unsupportedScheme
    /// HTTP/1.1 without Host. 400.
    case missingHost
    /// A Host or authority that is no `host[:port]`, or with user information. 400.
    case invalidHost
    /// A field that decides over security came twice: Host, Content-Length, Authorization, DPoP
    /// (T14). 400.
    case repeatedField(KnownField)
    /// Content-Length is no number up to 2^63-1 (Q3). 400.
    case invalidContentLength
    /// Content-Length beside Transfer-Encoding (Q1). 400.
    case lengthWithTransferEncoding
    /// Transfer-Encoding in HTTP/1.0, or other than exactly one `chunked` (Q2). 400.
    case invalidTransferEncoding
    /// A transfer coding other than `chunked` (Q2). 501.
    case unsupportedTransferCoding
    /// Passes `HeadLimits.cookieCount` (T65). 431.
    case tooManyCookies
    /// Passes `HeadLimits.cookieBytes` (T65). 431.
    case cookiesTooLarge
}
