/// What a revocation is about, from the one credential to all of them. The raw values are stored inside
/// tags: they are never given another meaning.
public enum RevocationKind: UInt8, CaseIterable, Sendable {
    case token, session, family, subject, client, issuer, device, everything

    /// Whether "issued before" has a meaning: what is itself issued once is revoked whenever it was.
    public var heedsIssueTime: Bool {
        switch self {
        case .subject, .client, .issuer, .everything: true
        case .token, .session, .family, .device: false
        }
    }
}
