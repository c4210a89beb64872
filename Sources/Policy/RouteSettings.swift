public import Configuration
public import HTTP
import Identity

/// What a set of requests needs, and where they go. What the route leaves out it has from its host:
/// `upstream`, `limits` and `timeouts` are already resolved here.
public struct RouteSettings: Hashable, Sendable {
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
    /// Whether a stream goes on when its credential has expired.
    public var outliveCredential = false
    /// nil: pre-flights are refused.
    public var cors: CORSSettings?
    public var trailers = Trailers.drop
    /// Whether the upstream gets the `Authorization` field.
    public var passAuthorization = false
    public var limits = LimitSettings()
    public var timeouts = TimeoutSettings()
    public var position = Position.start

    public init() { self.init(glob: "") }

    public init(methods: [String] = [], glob: String) {
        self.methods = methods
        self.glob = glob
    }

    /// What a route of `host` is before its own keys are read.
    init(inheriting host: HostSettings) {
        self.init()
        upstream = host.upstream
        limits = host.limits
        timeouts = host.timeouts
    }

    /// Whether a session that begins with an account's password opens this route.
    public var takesAccounts: Bool {
        auth.kinds.contains(.session)
            && (issuer.isEmpty || issuer.contains(Account.issuer))
    }

    /// The route as the file writes it, `GET,HEAD /api/**`: its name in logs and metrics.
    public var key: String {
        methods.isEmpty ? glob : methods.joined(separator: ",") + " " + glob
    }

    public enum Trailers: String, CaseIterable, Hashable, Sendable {
        case drop
        /// Both directions; never framing, identity or forwarding names.
        case forward
    }
}

extension RouteSettings: NamedSection {
    public static let summary = "Who may make a set of requests, and where these go."

    public static let keys: [Setting<Self>] = [
        Setting(
            "auth", \.auth, .auth,
            "Who comes in: everyone, no one (403), or who presents a credential of these kinds."
        ).required().example("bearer"),
        Setting(
            "optional", \.optional, .boolean,
            "Whether a request without a credential goes on as anonymous. A bad one is 401 all the "
                + "same."),
        Setting(
            "issuer", \.issuer,
            .oneOrMore(
                .reference(to: SettingsReader.Space("issuer"), builtIn: [Account.issuer, "own"])),
            "Whose tokens and sessions are believed here, accounts by the name `accounts`, tokens of "
                + "the gateway's own by the name `own`."
        ).absent("all issuers").example("corp"),
        Setting(
            "allow", \.allow, .requirement,
            "What the principal must be. A list: any of it; a mapping: all of it."
        ).absent("every principal").example("{scopes: [read]}"),
        Setting(
            "upstream", \.upstream, .upstream, "Where permitted requests go."
        ).absent("the host's").example("unix:/run/api.sock").seldom(),
        Setting(
            "rewrite", \.rewrite, .section(), "Changes the path before it is decided on."
        ).absent("the path stays").seldom(),
        Setting("websocket", \.websocket, .boolean, "Whether a WebSocket may be opened."),
        Setting(
            "outlive_credential", \.outliveCredential, .boolean,
            "Whether a WebSocket, an event stream or a long answer goes on when the credential that opened it "
                + "has expired. Else it ends within two seconds; what is revoked ends in any case."),
        Setting(
            "cors", \.cors, .section(), "Which pages of other origins may call this."
        ).absent("pre-flights get 403").seldom(),
        Setting(
            "trailers", \.trailers, .word,
            "What becomes of trailers, in both directions. Framing, identity and forwarding names are "
                + "dropped in any case."),
        Setting(
            "pass_authorization", \.passAuthorization, .boolean,
            "Whether the upstream gets the `Authorization` field."),
        Setting(
            "limits", \.limits, .overriding { LimitSettings.exchangeKeys },
            "Limits of this route."
        ).absent("the host's").example("{body: 1GiB}").seldom(),
        Setting(
            "timeouts", \.timeouts, .overriding { TimeoutSettings.exchangeKeys },
            "Timeouts of this route."
        ).absent("the host's").example("{upstream_first_byte: 5m}").seldom(),
    ]

    public static let nameValue = SettingValue<RouteName>.routeName

    public mutating func take(_ name: RouteName, at position: Position) {
        methods = name.methods
        glob = name.glob
        self.position = position
    }

    public func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        if auth != .deny && upstream == nil {
            reader.refuse(
                at: position, found: "no upstream for \(key), here or at its host",
                allowed: "an upstream, or auth: deny")
        }
        if case .credentials = auth { return }
        for key in ["optional", "issuer", "allow", "outlive_credential"] where written.contains(key)
        {
            reader.refuse(
                at: written[key], found: "\"\(key)\", which has no effect here",
                allowed: "\(key) beside auth: bearer or session")
        }
        if auth == .none && matchesEverything {
            reader.warn(
                at: position, "\(key) is public: everything that no other route matches is open")
        }
    }

    /// Ties, and what else only the routes of a host together tell.
    public static func validate(_ routes: [RouteSettings], _ reader: inout SettingsReader) {
        var host = HostSettings(name: "*")
        host.routes = routes
        var builder = RouteTableBuilder()
        builder.add(host)
        for fault in builder.faults { reader.refuse(fault.configurationFault) }
    }

    /// Whether no segment says anything: `/**`, `/*/**`.
    private var matchesEverything: Bool {
        glob.contains("**") && glob.utf8.allSatisfy { $0 == 0x2F || $0 == 0x2A }
    }
}
