import Codecs

/// The head of one request: owner of its bytes, everything else is a place in them. Made by
/// `RequestParser` and reused for the next request, so a warm request allocates nothing. What stands
/// here was validated; what it means for a route is decided elsewhere.
public struct Request: ~Copyable {
    /// The field section; steps may remove lines from it.
    public var fields = Fields()
    /// `none`, `length` or `chunked`.
    public internal(set) var framing = BodyFraming.none
    public internal(set) var connection: ConnectionOptions = []
    /// 100-continue counts only from HTTP/1.1 and with a body to wait for (RFC 9110 §10.1.1).
    public internal(set) var expectation = Expectation.none

    var line = RequestLine()

    public init() {}

    public var method: Method { line.method }
    public var version: HTTPVersion { line.version }
    public var targetForm: TargetForm { line.targetForm }

    /// Whether the client wants to send another request on this connection (RFC 9112 §9.3).
    public var isPersistent: Bool {
        switch version {
        case .http11: !connection.contains(.close)
        case .http10: connection.contains(.keepAlive) && !connection.contains(.close)
        }
    }

    /// The method as the client wrote it.
    public var methodText: Span<UInt8> {
        @_lifetime(borrow self) get { fields.bytes.span.extracting(line.methodRange.range) }
    }

    /// The request target as the client wrote it, for the log.
    public var target: Span<UInt8> {
        @_lifetime(borrow self) get { fields.bytes.span.extracting(line.targetRange.range) }
    }

    /// `host[:port]` as the client wrote it: of the target in absolute-form and authority-form, else
    /// of the Host field. Grammatical, not canonical; empty only in HTTP/1.0 without Host.
    public var authority: Span<UInt8> {
        @_lifetime(borrow self) get { fields.bytes.span.extracting(line.authorityRange.range) }
    }

    /// The path as the client wrote it, `/` where an absolute-form has none, `*` in asterisk-form;
    /// empty in authority-form. Visible ASCII without `?` and `#`, otherwise not yet canonical.
    public var path: Span<UInt8> {
        @_lifetime(borrow self) get { fields.bytes.span.extracting(line.pathRange.range) }
    }

    /// The query with its leading `?`; empty where the target has none. Visible ASCII without `#`.
    public var query: Span<UInt8> {
        @_lifetime(borrow self) get { fields.bytes.span.extracting(line.queryRange.range) }
    }

    /// Forgets the request and keeps its memory.
    public mutating func reset() {
        fields.reset()
        framing = .none
        connection = []
        expectation = .none
        line = RequestLine()
    }
}
