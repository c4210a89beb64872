public import Configuration

/// How long sessions live, and where they lie.
public struct SessionSettings: Hashable, Sendable {
    /// The folder of the embedded store; nil: `sessions` in `$STATE_DIRECTORY`, else below /var/lib.
    public var path: FilePath?
    /// Without a request a session lives for this long.
    public var idle = Duration.seconds(30 * 60)
    /// From the login on it lives for this long at most, whatever is asked.
    public var absolute = Duration.seconds(12 * 3600)
    /// What the store may grow to; reserved as a sparse file.
    public var sizeLimit = ByteCount.gibibytes(4)
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
            "idle", \.idle, .duration(in: .seconds(60) ... .seconds(90 * 86_400)),
            "How long a session lives without a request. It is noted at most once a minute that there "
                + "was one, so a session ends up to a minute (a tenth of this, if that is less) late, "
                + "never early."),
        Setting(
            "absolute", \.absolute, .duration(in: .seconds(60) ... .seconds(400 * 86_400)),
            "How long a session lives at most, from the login on."),
        Setting(
            "size_limit", \.sizeLimit, .size(in: .mebibytes(1) ... .gibibytes(16 << 10)),
            "What the store may grow to; at the limit nobody new can log in (503). The file is sparse: it "
                + "takes what it holds."),
    ]

    public mutating func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        position = written.position
        guard absolute < idle else { return }
        reader.refuse(
            at: written["absolute"], found: "an absolute lifetime shorter than idle",
            allowed: "absolute: as long as idle, or longer")
    }
}
