public import Configuration

/// How the gateway's own pages present themselves.
public struct PageSettings: Hashable, Sendable {
    /// At the top of every page and in its title.
    public var name = "Sallyport"
    /// nil: a mark of our own.
    public var logo: PageLogo?

    public init() {}

    /// Characters of `name` at most; above it the configuration is refused.
    public static let nameCharactersLimit = 64
}

extension PageSettings: SettingsSection {
    public static let summary =
        "How the gateway's own pages, such as the login, present themselves."

    public static let keys: [Setting<Self>] = [
        Setting(
            "name", \.name,
            .text("a name of at most \(nameCharactersLimit) characters") {
                $0.count <= nameCharactersLimit
            },
            "Whose pages these are: stands at their top and in their titles."),
        Setting(
            "logo", \.logo, .pageLogo,
            "An image beside the name: an SVG, PNG or WebP file of at most 32 KiB, which is part of "
                + "every page."
        ).absent("a mark of our own").example("logo.svg").seldom(),
    ]
}
