public import Codecs
public import Configuration
public import HTTP
import Identity
public import JOSE
public import Policy
public import Telemetry
public import Transport

/// The configuration as a whole: each feature's own settings, and nothing else.
public struct Settings: Hashable, Sendable {
    /// Never empty; names are unique.
    public var listen: [ListenerSettings] = []
    /// Threads, each with an event loop of its own; nil: one for each core.
    public var workers: Int?
    /// Whose forwarding fields are believed; empty: no one's.
    public var trustedProxies: [Network] = []
    public var issuers: [IssuerSettings] = []
    /// nil: nobody logs in with an account of ours.
    public var accounts: AccountsSettings?
    /// nil: the gateway gives no tokens.
    public var tokens: TokenSettings?
    public var identity: [IdentityHeaderSettings] = []
    public var timeouts = TimeoutSettings()
    public var limits = LimitSettings()
    /// Never empty; names are unique.
    public var hosts: [HostSettings] = []
    public var sessions = SessionSettings()
    /// nil: no such listener.
    public var health: HealthSettings?
    /// nil: no such listener.
    public var metrics: MetricsSettings?
    /// nil: nobody gives orders.
    public var admin: AdminSettings?
    public var log = LogSettings()
    public var pages = PageSettings()

    public init() {}
}

extension Settings: SettingsSection {
    public static let summary = "An authentication gateway: who may reach what, and as whom."

    public static let keys: [Setting<Self>] = [
        Setting(
            "listen", \.listen, .listeners,
            "Where requests come in: one listener, or several by name."
        ).required(),
        Setting(
            "workers", \.workers, .integer(in: 1...1024),
            "Threads, each with an event loop and connections of its own."
        ).absent("one for each core").example("4").seldom(),
        Setting(
            "trusted_proxies", \.trustedProxies, .list(of: .trustedNetwork),
            "Whose `Forwarded` and `X-Forwarded-*` fields are believed; everyone else's are removed."
        ).absent("no one").example("[10.0.0.0/8]").seldom(),
        Setting(
            "issuers", \.issuers, entriesFrom: { _ in IssuerSettings() },
            "Whose tokens are believed, each under a name of your choice."
        ).entries("corp"),
        Setting("sessions", \.sessions, .section(), "How long sessions live, and where they lie."),
        Setting(
            "accounts", \.accounts, .section(), "Who may log in with a password of ours."
        ).absent("nobody"),
        Setting(
            "tokens", \.tokens, .section(), "Tokens that the gateway itself gives to accounts."
        ).absent("none").seldom(),
        Setting(
            "identity", \.identity, .identityHeaders,
            "Headers that tell the upstream who is asking, and the claims they carry. Clients' own "
                + "are removed from every request first, in every spelling."
        ).absent("none").example("{X-User: sub, X-Groups: groups}"),
        Setting("timeouts", \.timeouts, .section(), "How long each phase may take."),
        Setting("limits", \.limits, .section(), "How much is taken from a client."),
        Setting(
            "hosts", \.hosts,
            entriesFrom: { HostSettings(limits: $0.limits, timeouts: $0.timeouts) },
            "What each host name serves; a request for any other is 421."
        ).required().entries("app.example.com"),
        Setting(
            "health", \.health, .section(), "Answers `/live` and `/ready`."
        ).absent("no such listener"),
        Setting(
            "metrics", \.metrics, .section(), "Answers `/metrics` for Prometheus."
        ).absent("no such listener"),
        Setting(
            "admin", \.admin, .section(),
            "Takes revocations and other orders, as `sallyport revoke` and `curl` give them. What is revoked is "
                + "kept in the folder `sessions.path`."
        ).absent("nobody can give orders"),
        Setting("log", \.log, .section(), "What is logged, and where it goes."),
        Setting("pages", \.pages, .section(), "How the gateway's own pages present themselves."),
    ]

    public func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        for host in hosts {
            for route in host.routes { refuse(route, &reader) }
        }
        refuseSharedAddresses(written, &reader)
        judgeTokens(written, &reader)
        warnOfUnusedIssuers(&reader)
        warnOfSessions(written, &reader)
    }

    /// Two listeners on one address: the second could not be opened, or would take half the requests.
    private func refuseSharedAddresses(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        var listeners = listen.map { ($0.http, $0.position) }
        if let health { listeners.append((health.listen, written["health"])) }
        if let metrics { listeners.append((metrics.listen, written["metrics"])) }
        if let admin { listeners.append((admin.listen, written["admin"])) }
        var seen: [ListenAddress: Position] = [:]
        for (address, position) in listeners where address.port != 0 {
            guard let first = seen[address] else {
                seen[address] = position
                continue
            }
            reader.refuse(
                at: position, found: "\(address) a second time",
                allowed: "once; it is listened on at \(first) already")
        }
    }

    /// What only the whole can tell of a route.
    private func refuse(_ route: RouteSettings, _ reader: inout SettingsReader) {
        refuseUnopenable(route, &reader)
        var seen: [String: String] = [:]
        for (name, issuer) in believed(on: route) {
            guard let other = seen.updateValue(name, forKey: issuer) else { continue }
            reader.refuse(
                at: route.position,
                found: "the issuers \(other) and \(name) with the same iss on one route",
                allowed: "one of them, named in the route's issuer")
        }
    }

    /// A kind of credential that nobody could ever present there.
    private func refuseUnopenable(_ route: RouteSettings, _ reader: inout SettingsReader) {
        let kinds = route.auth.kinds
        if kinds.contains(.bearer), issuerNames(of: route).isEmpty {
            reader.refuse(
                at: route.position, found: "auth: bearer, and no issuers",
                allowed: "an entry in issuers whose tokens are believed, or tokens")
        }
        if kinds.contains(.session), !route.takesAccounts || accounts == nil {
            reader.refuse(
                at: route.position, found: "auth: session, and nobody who could log in",
                allowed:
                    "accounts with a file, and their name among the route's issuers if it has any")
        }
        let namesAccounts = route.issuer.contains(Account.issuer)
        if namesAccounts, !kinds.contains(.session) {
            reader.refuse(
                at: route.position, found: "issuer: accounts beside auth: bearer",
                allowed: "auth: session; the tokens of accounts are of issuer: own")
        }
    }

    private func warnOfUnusedIssuers(_ reader: inout SettingsReader) {
        let believed = Set(hosts.flatMap(\.routes).flatMap { issuers(of: $0).map(\.name) })
        for issuer in issuers where !believed.contains(issuer.name) {
            reader.warn(at: issuer.position, "no route believes the issuer \(issuer.name)")
        }
    }

    /// The issuers whose tokens a route believes, in the order they are tried, our own among them.
    public func issuerNames(of route: RouteSettings) -> [String] {
        believed(on: route).map(\.name)
    }

    /// The issuers of others whose tokens a route believes, in the order they are tried.
    public func issuers(of route: RouteSettings) -> [IssuerSettings] {
        issuerNames(of: route).compactMap { name in issuers.first { $0.name == name } }
    }

    private func believed(on route: RouteSettings) -> [(name: String, issuer: String)] {
        guard route.auth.kinds.contains(.bearer) else { return [] }
        var known = issuers.map { (name: $0.name, issuer: $0.issuer) }
        if let tokens { known.append((OwnIssuer.name, "\(tokens.issuer)")) }
        guard !route.issuer.isEmpty else { return known }
        return route.issuer.compactMap { name in known.first { $0.name == name } }
    }
}

extension SettingValue where Output == Network {
    /// A network of proxies. One so wide that clients lie in it would believe everyone (T16).
    fileprivate static var trustedNetwork: SettingValue {
        .scalar(
            WrittenForm.Scalar(
                "an IP address or a network, ADDRESS/BITS, of at least 8 bits (IPv4) or 7 (IPv6)",
                .pattern("^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$"), placeholder: "NETWORK"),
            text: { yamlText($0.description) }
        ) { written throws(UnreadableSetting) in
            let network: Network
            do throws(Network.Fault) {
                network = try Network(parsing: written)
            } catch {
                throw UnreadableSetting(
                    allowed: error == .bitsBehindPrefix
                        ? "a network with no bits set behind its prefix" : nil)
            }
            guard network.prefixLength >= network.address.shortestPrefix else {
                throw UnreadableSetting(allowed: "the networks of your own proxies, not everyone's")
            }
            return network
        }
    }
}

extension IPAddress {
    /// `10.0.0.0/8` and `fc00::/7` are the widest private networks there are.
    fileprivate var shortestPrefix: Int {
        switch self {
        case .v4: 8
        case .v6: 7
        }
    }
}
