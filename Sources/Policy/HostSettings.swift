public import Configuration
public import HTTP

/// What one host name of the gateway serves.
public struct HostSettings: Hashable, Sendable {
    /// A host name, `*.` with a domain, or `*` alone; in lower case, without port.
    public var name = ""
    /// Names of the listeners that serve it; empty: all.
    public var on: [String] = []
    /// Scheme and authority that clients use, where a TLS terminator stands in front.
    public var url: OriginURL?
    /// For the routes that name none.
    public var upstream: UpstreamSettings?
    /// Answer every request by sending the client elsewhere; then there are no routes.
    public var redirect: Redirect?
    public var encodedSlash = EncodedSlash.refuse
    public var underscoredFields = UnderscoredFields.drop
    public var limits = LimitSettings()
    public var timeouts = TimeoutSettings()
    public var routes: [RouteSettings] = []
    public var position = Position.start

    public init() {}

    public init(name: String) { self.name = name }

    /// What a host is before its own keys are read.
    /// - Parameters: what the gateway says for every host.
    public init(limits: LimitSettings, timeouts: TimeoutSettings) {
        self.limits = limits
        self.timeouts = timeouts
    }

    public enum Redirect: String, CaseIterable, Hashable, Sendable {
        /// To the same host and target by https.
        case https
    }

    /// What becomes of `%2F` and `%5C` in a path.
    public enum EncodedSlash: String, CaseIterable, Hashable, Sendable {
        /// 400.
        case refuse
        /// Data of its segment, forwarded as it stands.
        case keep
    }

    /// What becomes of request fields with `_` in the name.
    public enum UnderscoredFields: String, CaseIterable, Hashable, Sendable {
        case drop
        /// 400.
        case refuse
        /// Forwarded, save those that fold to a protected name.
        case keep
    }
}

extension HostSettings: NamedSection {
    public static let summary = "What one host name of the gateway serves."

    public static let keys: [Setting<Self>] = [
        Setting(
            "on", \.on, .oneOrMore(.reference(to: SettingsReader.Space("listener"))),
            "The listeners that serve this host."
        ).absent("all listeners").example("[main]").seldom(),
        Setting(
            "url", \.url, .origin,
            "What clients use to get here, where a TLS terminator stands in front."
        ).absent("as the request came").example("https://app.example.com"),
        Setting(
            "upstream", \.upstream, .upstream,
            "Where permitted requests go. A URL, a list of URLs, or a mapping that says more."
        ).absent("each route names its own"),
        Setting(
            "redirect", \.redirect, .word,
            "Sends every request to the same address by https; such a host has no routes."
        ).absent("none").example("https").seldom(),
        Setting(
            "encoded_slash", \.encodedSlash, .word,
            "What becomes of `%2F` and `%5C` in a path: 400, or data of its segment."),
        Setting(
            "underscored_fields", \.underscoredFields, .word,
            "What becomes of request fields with `_` in the name. Identity and forwarding fields are "
                + "removed in every spelling, whatever stands here."),
        Setting(
            "limits", \.limits, .overriding { LimitSettings.exchangeKeys },
            "Limits of this host."
        ).absent("those of the gateway").example("{body: 1GiB}").seldom(),
        Setting(
            "timeouts", \.timeouts, .overriding { TimeoutSettings.exchangeKeys },
            "Timeouts of this host."
        ).absent("those of the gateway").example("{upstream_first_byte: 5m}").seldom(),
        Setting(
            "routes", \.routes, entriesFrom: RouteSettings.init(inheriting:),
            "What may be asked of this host, by whom. The most specific route wins; what no route "
                + "matches is 404."
        ).entries(
            "/api/**", "GET,HEAD /public/**: {auth: none}", "/internal/**: {auth: deny}",
            "/optional/**: {auth: bearer, optional: true}",
            "/staff/**: {auth: [bearer, session], allow: [{groups: [staff]}, {claims: {admin: true}}]}"
        ),
    ]

    public static let nameValue = SettingValue<String>.scalar(
        WrittenForm.Scalar(
            "a host name or address without port, \"*.DOMAIN\", or \"*\"",
            .pattern("^(\\*|(\\*\\.)?[^*/:]+|\\[.+\\])$"), placeholder: "HOST"),
        text: yamlText
    ) { written throws(UnreadableSetting) in
        if written == "*" { return written }
        let isWildcard = written.hasPrefix("*.")
        guard let host = HostAndPort(isWildcard ? String(written.dropFirst(2)) : written),
            !isWildcard || host.address == nil
        else { throw UnreadableSetting() }
        guard host.port == nil else { throw UnreadableSetting(suggestion: host.name) }
        return (isWildcard ? "*." : "") + host.name
    }

    public mutating func take(_ name: String, at position: Position) {
        self.name = name
        self.position = position
    }

    public func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        if redirect != nil {
            for key in ["upstream", "routes"] where written.contains(key) {
                reader.refuse(
                    at: written[key], found: "\(key) beside redirect",
                    allowed: "a host that redirects has neither routes nor an upstream")
            }
        } else if routes.isEmpty {
            reader.refuse(
                at: written.position, found: "no routes", allowed: "routes, or redirect: https")
        }
    }
}
