import Codecs
import HTTP

/// The gateway's own places, on every host: recognised by the canonical path and nothing else, before
/// any route, and never forwarded.
enum Endpoint: CaseIterable, Sendable {
    case login
    case logout
    /// Who am I?
    case session
    /// Where am I logged in?
    case devices
    /// The keys that verify tokens of our own.
    case keys
    /// What clients need to know of the issuer of these (RFC 8414 §3).
    case metadata
    /// Redeems refresh tokens (RFC 6749 §3.2).
    case token
    /// RFC 7009.
    case revoke
    /// RFC 7662.
    case introspect

    var path: StaticString {
        switch self {
        case .login: "/.sallyport/login"
        case .logout: "/.sallyport/logout"
        case .session: "/.sallyport/session"
        case .devices: "/.sallyport/devices"
        case .keys: "/.sallyport/keys"
        case .metadata: "/.well-known/oauth-authorization-server"
        case .token: "/.sallyport/oauth/token"
        case .revoke: "/.sallyport/oauth/revoke"
        case .introspect: "/.sallyport/oauth/introspect"
        }
    }

    init?(path: Span<UInt8>) {
        // Of all requests nearly none is for one: a look at one byte tells.
        guard path.count > 1, path[1] == UInt8(ascii: "."),
            let endpoint = Self.allCases.first(where: { path.equals($0.path) })
        else { return nil }
        self = endpoint
    }

    func allows(_ method: Method) -> Bool {
        switch method {
        case .get, .head: isShown
        case .post: takesPost
        default: false
        }
    }

    /// The value of `Allow`.
    var allow: String {
        (isShown ? ["GET, HEAD"] : []).joined() + (isShown && takesPost ? ", " : "")
            + (takesPost ? "POST" : "")
    }

    private var isShown: Bool { self != .token && self != .revoke && self != .introspect }

    private var takesPost: Bool { self != .session && self != .keys && self != .metadata }
}

extension Snapshot {
    /// Whether the endpoint is there: what belongs to sessions where a route takes any, what belongs to
    /// tokens where the gateway gives some.
    func serves(_ endpoint: Endpoint) -> Bool {
        switch endpoint {
        case .login: takesSessions || ownIssuer?.settings.deliversJSON == true
        case .logout, .session: takesSessions
        // Sealed into their cookies, sessions are in no list.
        case .devices: takesSessions && cookieKeys == nil
        case .keys, .metadata, .token, .revoke, .introspect: ownIssuer != nil
        }
    }
}
