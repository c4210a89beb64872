public import Configuration

/// Where permitted requests go.
public struct UpstreamSettings: Hashable, Sendable {
    /// The first that answers a connection attempt gets the request; never empty.
    public var servers: [UpstreamAddress] = []
    /// The `Host` the servers get instead of the client's.
    public var host: String?
    /// Whether `X-Real-IP` is added to the forwarding fields.
    public var realIP = false

    public init() {}

    public init(servers: [UpstreamAddress]) { self.servers = servers }
}

extension UpstreamSettings: SettingsSection {
    public static let summary = "The servers that permitted requests go to."

    public static let keys: [Setting<Self>] = [
        Setting(
            "servers", \.servers, .oneOrMore(.upstreamAddress),
            "Where requests go; the next is tried where a connection cannot be made."
        ).absent("those of the host, for a route").example("[\"http://127.0.0.1:9000\"]"),
        Setting(
            "host", \.host, .authority, "The `Host` the servers get."
        ).absent("the client's own, in canonical form").example("app.internal").seldom(),
        Setting(
            "real_ip", \.realIP, .boolean,
            "Whether the servers are told the client's address in `X-Real-IP` too."),
    ]

    public func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        if servers.isEmpty {
            reader.refuse(
                at: written.position, found: "no \"servers\", here or at the host",
                allowed: "the servers that get the requests")
        }
        guard written.contains("servers") else { return }
        for server in servers { reader.warnOfOpen(server, at: written["servers"]) }
    }
}

extension SettingValue where Output == UpstreamSettings {
    /// One address, a list of them, or a mapping that says more.
    public static var upstream: SettingValue {
        let addresses = SettingValue<[UpstreamAddress]>.oneOrMore(.upstreamAddress)
        let short = addresses.also { servers, position, reader in
            for server in servers { reader.warnOfOpen(server, at: position) }
        }
        let servers = short.map(UpstreamSettings.init(servers:), back: \.servers)
        return .either(servers, or: .section()).standingIn(UpstreamSettings())
    }
}

extension SettingsReader {
    /// Whoever reaches the server without the gateway is whoever they say they are.
    fileprivate mutating func warnOfOpen(_ server: UpstreamAddress, at position: Position) {
        guard !server.isLocal else { return }
        warn(
            at: position,
            "\(server) can be reached past the gateway unless its network keeps others away")
    }
}
