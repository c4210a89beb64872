public import Configuration
public import HTTP

/// What a set of requests needs, and where they go. What the route leaves out it has from its host:
/// `upstream`, `limits` and `timeouts` are already resolved here.
public struct RouteSettings: Hashable, Sendable {
    /// The route as the file writes it, `GET,HEAD /api/**`: its name in logs and metrics.
    public var key: String
    /// The methods it matches, literally; empty: all.
    public var methods: [String]
    /// The glob that matches the canonical path.
    public var glob: String
    public var auth = RouteAuth.deny
    /// With credentials: a request without any goes on as anonymous.
    public var optional = false
    /// Names of the issuers believed, tried in this order; empty: all.
    public var issuer: [String] = []
    /// What the principal must satisfy; nil: being authenticated is enough.
    public var allow: RequirementSettings?
    /// Never nil unless `auth` is `deny`.
    public var upstream: UpstreamSettings?
    public var rewrite: RewriteSettings?
    /// Whether a WebSocket may be opened.
    public var websocket = false
    /// nil: pre-flights are refused.
    public var cors: CORSSettings?
    public var trailers = Trailers.drop
    /// Whether the upstream gets the `Authorization` field.
    public var passAuthorization = false
    public var limits = LimitSettings()
    public var timeouts = TimeoutSettings()
    public var position = Position.start

    public init(methods: [String] = [], glob: String) {
        self.methods = methods
        self.glob = glob
        key = methods.isEmpty ? glob : methods.joined(separator: ",") + " " + glob
    }

    public enum Trailers: String, CaseIterable, Hashable, Sendable {
        case drop
        /// Both directions; never framing, identity or forwarding names.
        case forward
    }
}

/// Who may use a route.
public enum RouteAuth: Hashable, Sendable {
    /// Everyone; no credential is looked at.
    case none
    /// No one: 403.
    case deny
    /// Who presents one of these kinds, tried in this order; never empty.
    case credentials([CredentialKind])

    /// A kind of credential, as `auth` names it.
    public enum CredentialKind: String, CaseIterable, Hashable, Sendable {
        case bearer
    }
}

/// How the path changes before it is matched and forwarded.
public struct RewriteSettings: Hashable, Sendable {
    /// A prefix of whole segments that is taken off: `/wiki`.
    public var strip = ""
    /// Whether the upstream is told in `X-Forwarded-Prefix` what was taken off.
    public var prefixHeader = false

    public init() {}
}
