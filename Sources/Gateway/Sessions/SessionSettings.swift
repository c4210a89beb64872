public import Configuration

/// How long sessions live, and where they lie.
public struct SessionSettings: Hashable, Sendable {
    /// The folder of the embedded store; nil: `sessions` in `$STATE_DIRECTORY`, else below /var/lib.
    public var path: FilePath?
    public var store = SessionStorage.embedded
    /// Of sealed cookies; nil with stored sessions.
    public var keys: CookieKeySettings?
    /// Without a request a session lives for this long; where it is renewed, that is its whole life.
    public var idle = Duration.seconds(30 * 60)
    /// Unused, a refresh ID lives for this long; nil: sessions have none.
    public var refresh: Duration?
    /// For this long a refresh ID that was redeemed gets the same answer again.
    public var grace = Duration.seconds(30)
    /// From the login on it lives for this long at most, whatever is asked.
    public var absolute = Duration.seconds(12 * 3600)
    /// What the store may grow to; reserved as a sparse file.
    public var sizeLimit = ByteCount.gibibytes(4)
    /// nil: an account may have any number of logins.
    public var perAccount: PerAccountSettings?
    public var position = Position.start

    public init() {}

    /// The folder, absolute or relative to the working folder.
    /// - Parameter variable: what the environment holds under a name.
    func folder(_ variable: (String) -> String?) -> String {
        if let path { return path.path }
        // systemd sets it for units with StateDirectory=; of several the first is the unit's own.
        if let state = variable("STATE_DIRECTORY"), let first = state.split(separator: ":").first {
            return "\(first)/sessions"
        }
        return "/var/lib/sallyport/sessions"
    }
}

extension SessionSettings: SettingsSection {
    public static let summary = "How long sessions live, and where they lie."

    public static let keys: [Setting<Self>] = [
        Setting(
            "path", \.path, .path,
            "The folder of the embedded store, for the gateway's eyes alone; made where it is absent."
        ).absent("`$STATE_DIRECTORY/sessions`, else `/var/lib/sallyport/sessions`")
            .example("state/sessions"),
        Setting(
            "store", \.store, .word,
            "Where sessions are: `embedded`, in the store, a cookie naming each; or `cookie`, sealed into the "
                + "cookie as a whole. Then the store holds revocations alone, one for each logout, and there "
                + "is no list of sessions."
        ).seldom(),
        Setting(
            "keys", \.keys, .section(), "What cookies are sealed under, with `store: cookie`."
        ).absent("none").seldom(),
        Setting(
            "idle", \.idle, .duration(in: .seconds(60) ... .seconds(90 * 86_400)),
            "How long a session lives without a request. It is noted at most once a minute that there "
                + "was one, so a session ends up to a minute (a tenth of this, if that is less) late, "
                + "never early. With `refresh`: how long a session ID lives, used or not."),
        Setting(
            "refresh", \.refresh, .duration(in: .seconds(60) ... .seconds(400 * 86_400)),
            "Gives sessions a refresh ID, a cookie of its own that lives for this long unused: a request "
                + "that finds the session ID expired gets new ones of both, inside the request. One that "
                + "comes again after `grace` was stolen, or its successor was: all that came of the login "
                + "ends."
        ).absent("none").example("30d"),
        Setting(
            "grace", \.grace, .duration(in: .seconds(1) ... .seconds(300)),
            "How long a refresh ID that was redeemed still gets what it was redeemed for: of requests that "
                + "were under way together, one redeems it."
        ).seldom(),
        Setting(
            "absolute", \.absolute, .duration(in: .seconds(60) ... .seconds(400 * 86_400)),
            "How long a session lives at most, from the login on; with `refresh`, as long as that unless "
                + "it is written."),
        Setting(
            "size_limit", \.sizeLimit, .size(in: .mebibytes(1) ... .gibibytes(16 << 10)),
            "What the store may grow to; at the limit nobody new can log in (503). The file is sparse: it "
                + "takes what it holds."),
        Setting(
            "per_account", \.perAccount, .section(),
            "How many logins an account may have at a time."
        ).absent("any number"),
    ]

    public mutating func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        position = written.position
        refuseWithoutStore(written, &reader)
        if let refresh {
            if !written.contains("absolute") { absolute = refresh }
            if refresh < idle {
                reader.refuse(
                    at: written["refresh"], found: "a refresh ID that lives shorter than idle",
                    allowed: "refresh: as long as idle, or longer")
            }
            if idle < grace + grace {
                reader.refuse(
                    at: written["grace"], found: "a grace of more than half of idle",
                    allowed: "grace: half of idle, or shorter")
            }
        }
        guard absolute < idle else { return }
        reader.refuse(
            at: written["absolute"], found: "an absolute lifetime shorter than idle",
            allowed: "absolute: as long as idle, or longer")
    }

    /// What a sealed cookie needs, and what needs a store.
    private func refuseWithoutStore(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        guard store == .cookie else {
            if keys != nil {
                reader.warn(
                    at: written["keys"],
                    "keys without effect: sessions are stored, not store: cookie")
            }
            return
        }
        if keys == nil {
            reader.refuse(
                at: written["store"], found: "store: cookie without keys",
                allowed: "keys: {folder: …}, where the keys lie that cookies are sealed under")
        }
        if refresh != nil {
            reader.refuse(
                at: written["refresh"], found: "refresh beside store: cookie",
                allowed:
                    "store: embedded; what is redeemed once has to be stored, and a sealed cookie is "
                    + "renewed while it is used")
        }
        if perAccount != nil {
            reader.refuse(
                at: written["per_account"], found: "per_account beside store: cookie",
                allowed: "store: embedded; what is in no store cannot be counted")
        }
    }
}

/// Where sessions are.
public enum SessionStorage: String, CaseIterable, Hashable, Sendable {
    /// In the embedded store.
    case embedded
    /// Sealed into their cookies.
    case cookie
}
