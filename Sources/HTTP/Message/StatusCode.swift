/// A status code of three digits, 100 to 599 (RFC 9110 §15), and the reason phrase we give it.
public struct StatusCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16

    /// Nil outside 100 to 599.
    public init?(rawValue: UInt16) {
        guard (100...599).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private init(_ code: UInt16) { rawValue = code }

    public static let `continue` = StatusCode(100)
    public static let switchingProtocols = StatusCode(101)
    public static let ok = StatusCode(200)
    public static let accepted = StatusCode(202)
    public static let noContent = StatusCode(204)
    public static let found = StatusCode(302)
    public static let seeOther = StatusCode(303)
    public static let notModified = StatusCode(304)
    public static let permanentRedirect = StatusCode(308)
    public static let badRequest = StatusCode(400)
    public static let unauthorized = StatusCode(401)
    public static let forbidden = StatusCode(403)
    public static let notFound = StatusCode(404)
    public static let methodNotAllowed = StatusCode(405)
    public static let requestTimeout = StatusCode(408)
    public static let conflict = StatusCode(409)
    public static let contentTooLarge = StatusCode(413)
    public static let uriTooLong = StatusCode(414)
    public static let unsupportedMediaType = StatusCode(415)
    public static let expectationFailed = StatusCode(417)
    public static let misdirectedRequest = StatusCode(421)
    public static let tooManyRequests = StatusCode(429)
    public static let requestHeaderFieldsTooLarge = StatusCode(431)
    public static let internalServerError = StatusCode(500)
    public static let notImplemented = StatusCode(501)
    public static let badGateway = StatusCode(502)
    public static let serviceUnavailable = StatusCode(503)
    public static let gatewayTimeout = StatusCode(504)
    public static let httpVersionNotSupported = StatusCode(505)

    /// 1xx: not the final answer.
    public var isInformational: Bool { rawValue < 200 }

    /// 4xx and 5xx.
    public var isError: Bool { rawValue >= 400 }

    /// Whether a response of this status never has a body, whatever its fields say
    /// (RFC 9112 §6.3 rule 1).
    public var forbidsBody: Bool { isInformational || self == .noContent || self == .notModified }

    /// The phrase for our own responses; empty for codes we never send.
    public var reason: StaticString {
        switch rawValue {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 202: "Accepted"
        case 204: "No Content"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}
