public import Configuration

/// A scheme with an authority and nothing behind it: `https://app.example.com`, without a port where
/// it is the scheme's own. Compares as origins do (RFC 6454 §5).
public struct OriginURL: Hashable, Sendable {
    public let isSecure: Bool
    /// Host and, where it is not the scheme's own, port; in lower case.
    public let authority: String

    public init(isSecure: Bool, authority: String) {
        self.isSecure = isSecure
        self.authority = authority
    }

    /// - Returns: nil for another scheme, no host, or anything behind the authority.
    public init?(parsing text: String) {
        isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return nil }
        guard let host = HostAndPort(String(text.dropFirst(isSecure ? 8 : 7))) else { return nil }
        let port = host.port == (isSecure ? 443 : 80) ? nil : host.port
        authority = host.name + (port.map { ":\($0)" } ?? "")
    }
}

extension OriginURL: CustomStringConvertible {
    public var description: String { (isSecure ? "https://" : "http://") + authority }
}

extension SettingValue where Output == OriginURL {
    /// An origin: what pages come from, and what issuers are known by.
    public static var origin: SettingValue {
        .scalar(
            WrittenForm.Scalar(
                "https://HOST[:PORT] or http://HOST[:PORT], nothing behind it",
                .pattern("^https?://[^/?#@]+$"), placeholder: "ORIGIN"),
            text: { yamlText($0.description) }
        ) { written throws(UnreadableSetting) in
            guard let origin = OriginURL(parsing: written) else {
                let bare = written.hasSuffix("/") ? String(written.dropLast()) : ""
                let isMeant = OriginURL(parsing: bare) != nil
                throw UnreadableSetting(suggestion: isMeant ? bare : nil)
            }
            return origin
        }
    }
}

extension SettingValue where Output == String {
    /// What `Host` may be: a host, and a port where one is needed.
    static var authority: SettingValue {
        .scalar(
            WrittenForm.Scalar("a host name or address, and a port if any", placeholder: "HOST"),
            text: yamlText
        ) { written throws(UnreadableSetting) in
            guard let host = HostAndPort(written) else { throw UnreadableSetting() }
            return host.name + (host.port.map { ":\($0)" } ?? "")
        }
    }
}
