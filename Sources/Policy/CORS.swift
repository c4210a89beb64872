public import Codecs
public import HTTP

/// Which pages of other origins may call a route (Fetch §3.2): judges pre-flights, and writes the
/// fields that let a browser hand an answer on. It reads no credential and forwards nothing (T10).
public struct CORS: Sendable {
    public let settings: CORSSettings
    private let origins: [[UInt8]]
    private let headers: String

    public init(_ settings: CORSSettings) {
        self.settings = settings
        origins = settings.origins.map { Array($0.description.utf8) }
        headers = settings.headers.joined(separator: ", ")
    }

    /// Whether a request is a pre-flight: OPTIONS that asks on behalf of another method. It belongs to
    /// the route of that method, `requestedMethod`, and never reaches an upstream.
    public static func isPreflight(_ request: borrowing Request) -> Bool {
        request.method == .options && request.fields.contains(.origin)
            && request.fields.contains(.accessControlRequestMethod)
    }

    /// The method a pre-flight asks about, empty for none or several.
    @_lifetime(borrow request)
    public static func requestedMethod(_ request: borrowing Request) -> Span<UInt8> {
        guard request.fields.count(of: .accessControlRequestMethod) == 1,
            let method = request.fields.first(.accessControlRequestMethod)
        else { return Span() }
        return method
    }

    /// Whether pages of the request's one Origin may call; `null` and two of them never do.
    public func allows(_ fields: borrowing Fields) -> Bool {
        guard fields.count(of: .origin) == 1, let origin = fields.first(.origin) else {
            return false
        }
        for allowed in origins where allowed.count == origin.count {
            if allowed.indices.allSatisfy({ allowed[$0] == origin[$0] }) { return true }
        }
        return false
    }

    /// Appends the lines of an answer to a pre-flight that is allowed, each ending in CRLF.
    public func appendPreflightLines(
        for request: borrowing Request, to buffer: inout ByteBuffer
    ) {
        appendLines(for: request.fields, to: &buffer)
        buffer.append("Access-Control-Allow-Methods: ")
        buffer.append(Self.requestedMethod(request))
        if !headers.isEmpty {
            buffer.append("\r\nAccess-Control-Allow-Headers: ")
            buffer.append(headers)
        }
        buffer.append("\r\nAccess-Control-Max-Age: ")
        buffer.append(decimal: Int(clamping: settings.maxAge.components.seconds))
        buffer.append("\r\n")
    }

    /// Appends the lines that let a page read the answer to a request that is allowed.
    public func appendLines(for fields: borrowing Fields, to buffer: inout ByteBuffer) {
        guard let origin = fields.first(.origin) else { return }
        buffer.append("Access-Control-Allow-Origin: ")
        buffer.append(origin)
        if settings.credentials { buffer.append("\r\nAccess-Control-Allow-Credentials: true") }
        // A cache must not hand one origin's answer to another.
        buffer.append("\r\nVary: Origin\r\n")
    }
}
