public import Configuration

/// Own accounts: the files they stand in, and how wrong passwords are slowed down.
public struct AccountsSettings: Hashable, Sendable {
    /// htpasswd lines.
    public var file = FilePath("")
    /// htgroup lines; nil: no account is in a group.
    public var groups: FilePath?
    public var throttle = ThrottleSettings()

    public init() {}
}

extension AccountsSettings: SettingsSection {
    public static let summary =
        "Accounts of the gateway's own, in files such as Apache's. Both are watched: a changed password "
        + "and a removed account count at once."

    // Whether the files can be read is asked when they are: `accounts add` makes the first.
    public static let keys: [Setting<Self>] = [
        Setting(
            "file", \.file, .path,
            "A line `name:hash` for each account, as `sallyport accounts` and `htpasswd -B` write it: "
                + "`$2a$`, `$2b$`, `$2y$` (bcrypt), `$y$` (yescrypt) or `$6$` (sha512). Capitals and small "
                + "letters of a name are alike."
        ).required().example("users.htpasswd"),
        Setting(
            "groups", \.groups, .path, "A line `group: name name` for each group."
        ).absent("no groups").example("users.htgroup"),
        Setting(
            "throttle", \.throttle, .section(),
            "How tries are slowed down, for each account and each client address (IPv6: /64)."),
    ]
}

/// Delays between tries to log in. Nobody is ever locked out.
public struct ThrottleSettings: Hashable, Sendable {
    /// Wrong tries without a delay.
    public var free = 5
    /// What the delay grows to, doubled from 1 s at each wrong try; also the time after which a wrong try
    /// is forgotten.
    public var longest = Duration.seconds(60)

    public init() {}
}

extension ThrottleSettings: SettingsSection {
    public static let summary = "Delays between tries to log in; nobody is locked out."

    public static let keys: [Setting<Self>] = [
        Setting(
            "free", \.free, .integer(in: 1...1_000_000), "Wrong passwords without a delay."),
        Setting(
            "longest", \.longest, .duration(in: .seconds(1) ... .seconds(3_600)),
            "What the delay grows to, from 1s doubled each time; as long without a try takes one wrong "
                + "password off the count."),
    ]
}
