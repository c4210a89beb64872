/// Why the path of a request target has two readings or none. Each is answered 400; offsets count
/// bytes of the path as it came.
public enum PathFault: Error, Equatable, Sendable {
    /// The path does not begin with `/`.
    case notRooted
    /// A control byte, space, backslash, `#`, `?` or a byte above ASCII stands there as it is.
    case forbiddenByte(at: Int)
    /// `%` without two hexadecimal digits behind it.
    case brokenTriplet(at: Int)
    /// An encoded control byte, NUL and line ends included.
    case encodedControl(at: Int)
    /// `%2F` on a host that does not allow it.
    case encodedSlash(at: Int)
    /// `%5C`, which some upstreams take for a slash, on a host that does not allow it.
    case encodedBackslash(at: Int)
    /// Encoded bytes that are no UTF-8, or an overlong form of it.
    case invalidUTF8(at: Int)
    /// A dot, slash or backslash encoded twice or more often.
    case doubleEncoding
    /// A dot segment with a path parameter (`..;x`) or beside an encoded slash (`..%2F`).
    case disguisedDotSegment
}
