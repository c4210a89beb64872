/// The field names this program acts on or meets often, each resolved once while a head is parsed, so
/// that later steps compare one byte instead of text. `other` stands for every other legal name.
/// At most 128 cases, so that a `FieldSet` is one 128-bit word.
public enum KnownField: UInt8, CaseIterable, Sendable {
    /// A name that is none of the following; its text lies in the head.
    case other

    // Framing, connection and routing (RFC 9110 §7, RFC 9112).
    case host
    case connection
    case contentLength
    case transferEncoding
    case te
    case trailer
    case upgrade
    case expect
    case keepAlive
    case proxyConnection
    case proxyAuthorization
    case proxyAuthenticate
    case proxyAuthenticationInfo
    case http2Settings
    case maxForwards
    case via

    // Credentials and what a browser says about where a request comes from.
    case authorization
    case cookie
    case dpop
    case origin
    case referer
    case secFetchSite
    case secFetchMode
    case secFetchDest
    case secFetchUser
    case accessControlRequestMethod
    case accessControlRequestHeaders

    // The forwarding family, believed from trusted proxies alone.
    case forwarded
    case xForwardedFor
    case xForwardedProto
    case xForwardedHost
    case xForwardedPort
    case xForwardedPrefix
    case xForwardedServer
    case xForwardedURI
    case xForwardedMethod
    case xRealIP
    case xOriginalURL
    case xRewriteURL
    case xRequestID

    // The WebSocket handshake (RFC 6455 §11.3).
    case secWebSocketKey
    case secWebSocketVersion
    case secWebSocketProtocol
    case secWebSocketExtensions
    case secWebSocketAccept

    // Requests.
    case accept
    case acceptCharset
    case acceptEncoding
    case acceptLanguage
    case destination
    case dnt
    case from
    case ifMatch
    case ifModifiedSince
    case ifNoneMatch
    case ifRange
    case ifUnmodifiedSince
    case priority
    case range
    case secCHUA
    case secCHUAMobile
    case secCHUAPlatform
    case secGPC
    case traceparent
    case tracestate
    case upgradeInsecureRequests
    case userAgent
    case xRequestedWith

    // Both directions.
    case cacheControl
    case contentEncoding
    case contentLanguage
    case contentLocation
    case contentRange
    case contentType
    case date
    case link
    case pragma

    // Responses.
    case acceptRanges
    case accessControlAllowCredentials
    case accessControlAllowHeaders
    case accessControlAllowMethods
    case accessControlAllowOrigin
    case accessControlExposeHeaders
    case accessControlMaxAge
    case age
    case allow
    case altSvc
    case authenticationInfo
    case contentDisposition
    case contentSecurityPolicy
    case crossOriginOpenerPolicy
    case crossOriginResourcePolicy
    case etag
    case expires
    case lastModified
    case location
    case permissionsPolicy
    case referrerPolicy
    case retryAfter
    case server
    case setCookie
    case strictTransportSecurity
    case vary
    case wwwAuthenticate
    case xContentTypeOptions
    case xFrameOptions
    case xPoweredBy
    case xXSSProtection

    // flat: one switch, a line for each field
    /// The name as this program writes it; empty for `other`.
    public var name: StaticString {
        switch self {
        case .other: ""
        case .host: "Host"
        case .connection: "Connection"
        case .contentLength: "Content-Length"
        case .transferEncoding: "Transfer-Encoding"
        case .te: "TE"
        case .trailer: "Trailer"
        case .upgrade: "Upgrade"
        case .expect: "Expect"
        case .keepAlive: "Keep-Alive"
        case .proxyConnection: "Proxy-Connection"
        case .proxyAuthorization: "Proxy-Authorization"
        case .proxyAuthenticate: "Proxy-Authenticate"
        case .proxyAuthenticationInfo: "Proxy-Authentication-Info"
        case .http2Settings: "HTTP2-Settings"
        case .maxForwards: "Max-Forwards"
        case .via: "Via"
        case .authorization: "Authorization"
        case .cookie: "Cookie"
        case .dpop: "DPoP"
        case .origin: "Origin"
        case .referer: "Referer"
        case .secFetchSite: "Sec-Fetch-Site"
        case .secFetchMode: "Sec-Fetch-Mode"
        case .secFetchDest: "Sec-Fetch-Dest"
        case .secFetchUser: "Sec-Fetch-User"
        case .accessControlRequestMethod: "Access-Control-Request-Method"
        case .accessControlRequestHeaders: "Access-Control-Request-Headers"
        case .forwarded: "Forwarded"
        case .xForwardedFor: "X-Forwarded-For"
        case .xForwardedProto: "X-Forwarded-Proto"
        case .xForwardedHost: "X-Forwarded-Host"
        case .xForwardedPort: "X-Forwarded-Port"
        case .xForwardedPrefix: "X-Forwarded-Prefix"
        case .xForwardedServer: "X-Forwarded-Server"
        case .xForwardedURI: "X-Forwarded-Uri"
        case .xForwardedMethod: "X-Forwarded-Method"
        case .xRealIP: "X-Real-IP"
        case .xOriginalURL: "X-Original-URL"
        case .xRewriteURL: "X-Rewrite-URL"
        case .xRequestID: "X-Request-ID"
        case .secWebSocketKey: "Sec-WebSocket-Key"
        case .secWebSocketVersion: "Sec-WebSocket-Version"
        case .secWebSocketProtocol: "Sec-WebSocket-Protocol"
        case .secWebSocketExtensions: "Sec-WebSocket-Extensions"
        case .secWebSocketAccept: "Sec-WebSocket-Accept"
        case .accept: "Accept"
        case .acceptCharset: "Accept-Charset"
        case .acceptEncoding: "Accept-Encoding"
        case .acceptLanguage: "Accept-Language"
        case .destination: "Destination"
        case .dnt: "DNT"
        case .from: "From"
        case .ifMatch: "If-Match"
        case .ifModifiedSince: "If-Modified-Since"
        case .ifNoneMatch: "If-None-Match"
        case .ifRange: "If-Range"
        case .ifUnmodifiedSince: "If-Unmodified-Since"
        case .priority: "Priority"
        case .range: "Range"
        case .secCHUA: "Sec-CH-UA"
        case .secCHUAMobile: "Sec-CH-UA-Mobile"
        case .secCHUAPlatform: "Sec-CH-UA-Platform"
        case .secGPC: "Sec-GPC"
        case .traceparent: "Traceparent"
        case .tracestate: "Tracestate"
        case .upgradeInsecureRequests: "Upgrade-Insecure-Requests"
        case .userAgent: "User-Agent"
        case .xRequestedWith: "X-Requested-With"
        case .cacheControl: "Cache-Control"
        case .contentEncoding: "Content-Encoding"
        case .contentLanguage: "Content-Language"
        case .contentLocation: "Content-Location"
        case .contentRange: "Content-Range"
        case .contentType: "Content-Type"
        case .date: "Date"
        case .link: "Link"
        case .pragma: "Pragma"
        case .acceptRanges: "Accept-Ranges"
        case .accessControlAllowCredentials: "Access-Control-Allow-Credentials"
        case .accessControlAllowHeaders: "Access-Control-Allow-Headers"
        case .accessControlAllowMethods: "Access-Control-Allow-Methods"
        case .accessControlAllowOrigin: "Access-Control-Allow-Origin"
        case .accessControlExposeHeaders: "Access-Control-Expose-Headers"
        case .accessControlMaxAge: "Access-Control-Max-Age"
        case .age: "Age"
        case .allow: "Allow"
        case .altSvc: "Alt-Svc"
        case .authenticationInfo: "Authentication-Info"
        case .contentDisposition: "Content-Disposition"
        case .contentSecurityPolicy: "Content-Security-Policy"
        case .crossOriginOpenerPolicy: "Cross-Origin-Opener-Policy"
        case .crossOriginResourcePolicy: "Cross-Origin-Resource-Policy"
        case .etag: "ETag"
        case .expires: "Expires"
        case .lastModified: "Last-Modified"
        case .location: "Location"
        case .permissionsPolicy: "Permissions-Policy"
        case .referrerPolicy: "Referrer-Policy"
        case .retryAfter: "Retry-After"
        case .server: "Server"
        case .setCookie: "Set-Cookie"
        case .strictTransportSecurity: "Strict-Transport-Security"
        case .vary: "Vary"
        case .wwwAuthenticate: "WWW-Authenticate"
        case .xContentTypeOptions: "X-Content-Type-Options"
        case .xFrameOptions: "X-Frame-Options"
        case .xPoweredBy: "X-Powered-By"
        case .xXSSProtection: "X-XSS-Protection"
        }
    }
}
