/// What a user agent says it is, in words that people know: `Firefox · Linux`. It promises to name only
/// what is written there; nobody verifies that it is true.
///
/// Browsers pose as older ones, so the words that fewest of them use are looked for first.
struct DeviceName {
    /// nil: neither a browser nor a system nor a program that we could name.
    let text: String?

    /// Bytes of a program's own name at most; a longer one is none.
    private static let programBytesLimit = 40

    private static let browsers: [(mark: String, name: String)] = [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("OPR/", "Opera"),
        ("Vivaldi/", "Vivaldi"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"), ("Version/", "Safari"),
    ]

    private static let systems: [(mark: String, name: String)] = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
        ("Windows", "Windows"), ("Macintosh", "macOS"), ("Linux", "Linux"),
    ]

    /// - Parameter userAgent: as sent, or its beginning.
    init(of userAgent: String) {
        guard userAgent.hasPrefix("Mozilla/") else {
            text = Self.program(userAgent)
            return
        }
        let found = [Self.browsers, Self.systems].compactMap { known in
            known.first { userAgent.contains($0.mark) }?.name
        }
        text = found.isEmpty ? nil : found.joined(separator: " · ")
    }

    /// What stands before the version (RFC 9110 §10.1.5): `curl`.
    private static func program(_ userAgent: String) -> String? {
        let name = userAgent.prefix { $0 != "/" && $0 != " " }
        return name.isEmpty || name.utf8.count > programBytesLimit ? nil : String(name)
    }
}
