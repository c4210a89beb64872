public import Configuration

/// Where the keys lie that session cookies are sealed under.
public struct CookieKeySettings: Hashable, Sendable {
    public var folder = FilePath("")

    public init() {}
}

extension CookieKeySettings: SettingsSection {
    public static let summary =
        "The keys that session cookies are sealed under. The folder is watched: a new key seals at once, and "
        + "one that is gone opens nothing any more."

    public static let keys: [Setting<Self>] = [
        Setting(
            "folder", \.folder, .path,
            "A folder of files `NAME.key`, for the gateway's eyes alone. All of them open, the last by name "
                + "seals. `sallyport keys rotate-cookie` makes the next; the first is made at the start."
        ).required().example("state/cookie-keys")
    ]
}
