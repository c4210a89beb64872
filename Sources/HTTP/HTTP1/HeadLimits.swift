/// How much of a head is read before it is refused. All bytes received count, kept or not (T88), and
/// a head that passes a limit is cut at that byte, complete or not (Q8).
public struct HeadLimits: Sendable, Equatable {
    /// Bytes of the start line without its line end; more is 414.
    public let startLineBytes: Int
    /// Bytes of the whole head with all line ends, at most 1 GiB; more is 431.
    public let headBytes: Int
    /// Field lines; more is 431.
    public let fieldCount: Int
    /// Bytes of one field line without its line end; more is 431.
    public let fieldBytes: Int
    /// Cookies in all Cookie fields together; more is 431 (T65).
    public let cookieCount: Int
    /// Bytes of all Cookie values together; more is 431 (T65).
    public let cookieBytes: Int

    public init(
        startLineBytes: Int = 8192, headBytes: Int = 32_768, fieldCount: Int = 100,
        fieldBytes: Int = 16_384, cookieCount: Int = 64, cookieBytes: Int = 16_384
    ) {
        self.startLineBytes = startLineBytes
        self.headBytes = min(headBytes, HeadLimits.headBytesCeiling)
        self.fieldCount = fieldCount
        self.fieldBytes = fieldBytes
        self.cookieCount = cookieCount
        self.cookieBytes = cookieBytes
    }

    /// Offsets into a head are 32 bits wide.
    private static var headBytesCeiling: Int { 1 << 30 }

    /// What an upstream's answer may hold (Q18); more is 502.
    public static var response: HeadLimits {
        HeadLimits(
            startLineBytes: 8192, headBytes: 65_536, fieldCount: 200, fieldBytes: 65_536)
    }

    /// What may follow the last chunk (Q5).
    static var trailers: HeadLimits {
        HeadLimits(startLineBytes: 0, headBytes: 8192, fieldCount: 64, fieldBytes: 8192)
    }
}
