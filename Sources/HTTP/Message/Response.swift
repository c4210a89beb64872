import Codecs

/// The head of one response: owner of its bytes, everything else is a place in them. Made by
/// `ResponseParser` from what an upstream sent, and reused like a `Request`.
public struct Response: ~Copyable {
    /// The field section; steps may remove lines from it.
    public var fields = Fields()
    /// How the body that follows is framed, the request's method considered (RFC 9112 §6.3).
    public internal(set) var framing = BodyFraming.none
    /// The `Content-Length` the upstream named, also where no body follows (HEAD, 304).
    public internal(set) var declaredLength: Int64?
    public internal(set) var connection: ConnectionOptions = []
    /// Whether this connection may carry another exchange when the body was read to its end.
    public internal(set) var isPersistent = false

    var line = StatusLine()

    public init() {}

    public var status: StatusCode { line.status }
    public var version: HTTPVersion { line.version }

    /// 1xx other than 101: another head follows for the same request (RFC 9110 §15.2).
    public var isInterim: Bool { status.isInformational && status != .switchingProtocols }

    /// The reason phrase as the upstream wrote it; it may be empty and hold bytes 0x80–0xFF.
    public var reason: Span<UInt8> {
        @_lifetime(borrow self) get { fields.bytes.span.extracting(line.reasonRange.range) }
    }

    /// Forgets the response and keeps its memory.
    public mutating func reset() {
        fields.reset()
        framing = .none
        declaredLength = nil
        connection = []
        isPersistent = false
        line = StatusLine()
    }
}
