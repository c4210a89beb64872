public import Configuration
public import Transport

/// Where the gateway takes orders: revocations, sessions, drain.
public struct AdminSettings: Hashable, Sendable {
    public var listen = ListenAddress.unix(path: "admin.sock")
    /// What who orders must present as a bearer token; never nil unless `listen` is a Unix socket.
    public var credential: SecretText?

    public init() {}
}

extension AdminSettings: SettingsSection {
    public static let summary = "Where the gateway takes orders from its operator."

    public static let keys: [Setting<Self>] = [
        Setting(
            "listen", \.listen, .listenAddress,
            "The address: a Unix socket in a folder of its own, which is made for this user alone and refused "
                + "where others may enter; or a loopback address with a credential. On the socket only the "
                + "gateway's own user and root are heard."
        )
        .required().example("\"unix:admin/admin.sock\""),
        Setting(
            "credential", \.credential, .secret,
            "What who orders presents as a bearer token; a loopback address needs it."
        ).absent("none is asked for").example("{file: admin.secret}").seldom(),
    ]

    public func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        if !listen.isLocal {
            reader.refuse(
                at: written["listen"], found: "\(listen), which other machines can reach",
                allowed: "a Unix socket, or a loopback address with a credential")
        } else if listen.port != nil && credential == nil {
            reader.refuse(
                at: written["listen"], found: "\(listen) without a credential",
                allowed: "a credential beside it, or a Unix socket")
        }
    }
}
