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
