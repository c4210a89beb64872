import Codecs

extension KnownField {
    /// Resolves the bytes of `name`, which may hold anything; `other` where they are no known field.
    init(parsing bytes: borrowing Span<UInt8>, _ name: Range<Int>) {
        let candidate = KnownField.candidate(bytes, name)
        let isKnown =
            bytes.matches(ignoringCase: candidate.name, at: name)
            && bytes.isToken(in: name)
        self = isKnown ? candidate : .other
    }

    /// The field of that name, whatever its case; `other` where it is no known one.
    public init(name: Span<UInt8>) {
        self.init(parsing: name, 0..<name.count)
    }

    // flat: one switch, a line or two for each field
    /// The one field whose name can be the bytes of `name` read without case, found by length and one
    /// letter; whether it is that one, `matches` says. A switch, since a table would be a lazy global.
    static func candidate(_ bytes: borrowing Span<UInt8>, _ name: Range<Int>) -> KnownField {
        func letter(_ position: Int) -> UInt8 { bytes[name.lowerBound &+ position] | 0x20 }
        switch name.count {
        case 2: return .te
        case 3:
            switch letter(0) {
            case UInt8(ascii: "v"): return .via
            case UInt8(ascii: "d"): return .dnt
            case UInt8(ascii: "a"): return .age
            default: return .other
            }
        case 4:
            switch letter(3) {
            case UInt8(ascii: "t"): return .host
            case UInt8(ascii: "p"): return .dpop
            case UInt8(ascii: "m"): return .from
            case UInt8(ascii: "e"): return .date
            case UInt8(ascii: "k"): return .link
            case UInt8(ascii: "g"): return .etag
            case UInt8(ascii: "y"): return .vary
            default: return .other
            }
        case 5:
            switch letter(0) {
            case UInt8(ascii: "r"): return .range
            case UInt8(ascii: "a"): return .allow
            default: return .other
            }
        case 6:
            switch letter(0) {
            case UInt8(ascii: "e"): return .expect
            case UInt8(ascii: "c"): return .cookie
            case UInt8(ascii: "o"): return .origin
            case UInt8(ascii: "a"): return .accept
            case UInt8(ascii: "p"): return .pragma
            case UInt8(ascii: "s"): return .server
            default: return .other
            }
        case 7:
            switch letter(0) {
            case UInt8(ascii: "t"): return .trailer
            case UInt8(ascii: "u"): return .upgrade
            case UInt8(ascii: "r"): return .referer
            case UInt8(ascii: "s"): return .secGPC
            case UInt8(ascii: "a"): return .altSvc
            case UInt8(ascii: "e"): return .expires
            default: return .other
            }
        case 8:
            switch letter(3) {
            case UInt8(ascii: "m"): return .ifMatch
            case UInt8(ascii: "r"): return .ifRange
            case UInt8(ascii: "o"): return .priority
            case UInt8(ascii: "a"): return .location
            default: return .other
            }
        case 9:
            switch letter(0) {
            case UInt8(ascii: "f"): return .forwarded
            case UInt8(ascii: "x"): return .xRealIP
            case UInt8(ascii: "s"): return .secCHUA
            default: return .other
            }
        case 10:
            switch letter(0) {
            case UInt8(ascii: "c"): return .connection
            case UInt8(ascii: "k"): return .keepAlive
            case UInt8(ascii: "t"): return .tracestate
            case UInt8(ascii: "u"): return .userAgent
            case UInt8(ascii: "s"): return .setCookie
            default: return .other
            }
        case 11:
            switch letter(0) {
            case UInt8(ascii: "d"): return .destination
            case UInt8(ascii: "t"): return .traceparent
            case UInt8(ascii: "r"): return .retryAfter
            default: return .other
            }
        case 12:
            switch letter(2) {
            case UInt8(ascii: "x"): return .maxForwards
            case UInt8(ascii: "r"): return .xRequestID
            case UInt8(ascii: "n"): return .contentType
            case UInt8(ascii: "p"): return .xPoweredBy
            default: return .other
            }
        case 13:
            switch letter(1) {
            case UInt8(ascii: "u"): return .authorization
            case UInt8(ascii: "-"): return .xRewriteURL
            case UInt8(ascii: "f"): return .ifNoneMatch
            case UInt8(ascii: "a"):
                switch letter(0) {
                case UInt8(ascii: "c"): return .cacheControl
                case UInt8(ascii: "l"): return .lastModified
                default: return .other
                }
            case UInt8(ascii: "o"): return .contentRange
            case UInt8(ascii: "c"): return .acceptRanges
            default: return .other
            }
        case 14:
            switch letter(10) {
            case UInt8(ascii: "n"): return .contentLength
            case UInt8(ascii: "i"): return .http2Settings
            case UInt8(ascii: "s"): return .secFetchSite
            case UInt8(ascii: "m"): return .secFetchMode
            case UInt8(ascii: "d"): return .secFetchDest
            case UInt8(ascii: "u"): return .secFetchUser
            case UInt8(ascii: "-"): return .xOriginalURL
            case UInt8(ascii: "r"): return .acceptCharset
            default: return .other
            }
        case 15:
            switch letter(14) {
            case UInt8(ascii: "r"): return .xForwardedFor
            case UInt8(ascii: "i"): return .xForwardedURI
            case UInt8(ascii: "g"): return .acceptEncoding
            case UInt8(ascii: "e"): return .acceptLanguage
            case UInt8(ascii: "y"): return .referrerPolicy
            case UInt8(ascii: "s"): return .xFrameOptions
            default: return .other
            }
        case 16:
            switch letter(12) {
            case UInt8(ascii: "t"):
                switch letter(0) {
                case UInt8(ascii: "p"): return .proxyConnection
                case UInt8(ascii: "c"): return .contentLocation
                case UInt8(ascii: "x"): return .xXSSProtection
                default: return .other
                }
            case UInt8(ascii: "h"): return .xForwardedHost
            case UInt8(ascii: "p"): return .xForwardedPort
            case UInt8(ascii: "b"): return .secCHUAMobile
            case UInt8(ascii: "w"): return .xRequestedWith
            case UInt8(ascii: "d"): return .contentEncoding
            case UInt8(ascii: "u"): return .contentLanguage
            case UInt8(ascii: "c"): return .wwwAuthenticate
            default: return .other
            }
        case 17:
            switch letter(0) {
            case UInt8(ascii: "t"): return .transferEncoding
            case UInt8(ascii: "x"): return .xForwardedProto
            case UInt8(ascii: "s"): return .secWebSocketKey
            case UInt8(ascii: "i"): return .ifModifiedSince
            default: return .other
            }
        case 18:
            switch letter(14) {
            case UInt8(ascii: "c"): return .proxyAuthenticate
            case UInt8(ascii: "e"): return .xForwardedPrefix
            case UInt8(ascii: "r"): return .xForwardedServer
            case UInt8(ascii: "t"): return .xForwardedMethod
            case UInt8(ascii: "f"): return .secCHUAPlatform
            case UInt8(ascii: "l"): return .permissionsPolicy
            default: return .other
            }
        case 19:
            switch letter(0) {
            case UInt8(ascii: "p"): return .proxyAuthorization
            case UInt8(ascii: "i"): return .ifUnmodifiedSince
            case UInt8(ascii: "a"): return .authenticationInfo
            case UInt8(ascii: "c"): return .contentDisposition
            default: return .other
            }
        case 20: return .secWebSocketAccept
        case 21: return .secWebSocketVersion
        case 22:
            switch letter(0) {
            case UInt8(ascii: "s"): return .secWebSocketProtocol
            case UInt8(ascii: "a"): return .accessControlMaxAge
            case UInt8(ascii: "x"): return .xContentTypeOptions
            default: return .other
            }
        case 23: return .contentSecurityPolicy
        case 24: return .secWebSocketExtensions
        case 25:
            switch letter(0) {
            case UInt8(ascii: "p"): return .proxyAuthenticationInfo
            case UInt8(ascii: "u"): return .upgradeInsecureRequests
            case UInt8(ascii: "s"): return .strictTransportSecurity
            default: return .other
            }
        case 26: return .crossOriginOpenerPolicy
        case 27: return .accessControlAllowOrigin
        case 28:
            switch letter(21) {
            case UInt8(ascii: "h"): return .accessControlAllowHeaders
            case UInt8(ascii: "m"): return .accessControlAllowMethods
            case UInt8(ascii: "-"): return .crossOriginResourcePolicy
            default: return .other
            }
        case 29:
            switch letter(15) {
            case UInt8(ascii: "r"): return .accessControlRequestMethod
            case UInt8(ascii: "e"): return .accessControlExposeHeaders
            default: return .other
            }
        case 30: return .accessControlRequestHeaders
        case 32: return .accessControlAllowCredentials
        default: return .other
        }
    }
}
