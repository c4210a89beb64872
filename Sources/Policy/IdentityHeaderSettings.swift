public import Configuration

/// One header that tells the upstream who is asking. Clients' own fields of that name, in whatever
/// spelling, are removed from every request first.
public struct IdentityHeaderSettings: Hashable, Sendable {
    /// As the upstream gets it: letters, digits and `-`.
    public var header: String
    /// The claim whose value it carries; no claim, no header.
    public var claim: String
    public var position: Position

    public init(header: String, claim: String, position: Position = .start) {
        self.header = header
        self.claim = claim
        self.position = position
    }
}

extension SettingValue where Output == [IdentityHeaderSettings] {
    /// A mapping from headers to claims.
    public static var identityHeaders: SettingValue {
        let header = SettingValue<String>.identityHeader
        let claim = SettingValue<String>.text("the name of a claim", placeholder: "CLAIM")
        return .pairs(header, claim) { header, claim, position in
            IdentityHeaderSettings(header: header, claim: claim, position: position)
        } same: {
            $0.header.lowercased()
        }
    }
}

extension SettingValue where Output == String {
    /// A field name that nothing else in a message depends on.
    fileprivate static var identityHeader: SettingValue {
        let name = fieldName
        return SettingValue(form: name.form, text: name.text) { node, _, reader in
            guard let header = name.read(node, nil, &reader) else { return nil }
            guard !isTaken(header.lowercased()) else {
                reader.refuse(
                    node, allowed: "a field that HTTP and the gateway do not use themselves")
                return nil
            }
            return header
        }
    }

    /// Fields that frame, route or authenticate a message, and the forwarding family.
    private static func isTaken(_ header: String) -> Bool {
        switch header {
        case "host", "connection", "content-length", "transfer-encoding", "te", "trailer",
            "upgrade",
            "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate",
            "authorization", "cookie", "set-cookie", "expect", "forwarded", "x-real-ip",
            "x-request-id", "x-original-url", "x-rewrite-url", "http2-settings", "content-type",
            "content-encoding", "date", "origin", "range", "via":
            true
        default:
            header.hasPrefix("x-forwarded-") || header.hasPrefix("sec-")
                || header.hasPrefix("access-control-") || header.hasPrefix("if-")
        }
    }
}
