public import Codecs

/// One revocation as the set takes it: what it is about, until when it stands, and which credentials it means.
public struct RevocationEntry: Sendable {
    public let tag: RevocationTag
    /// From when on it is forgotten, because what it revokes has expired by then; nil: never. It stands up to
    /// an hour longer: the set counts whole hours.
    public let expiry: WallTime?
    /// Only what was issued at or before this second is meant; nil: whatever was issued when. Ignored for
    /// kinds that do not heed the time of issue.
    public let before: WallTime?

    public init(_ tag: RevocationTag, expiry: WallTime? = nil, before: WallTime? = nil) {
        self.tag = tag
        self.expiry = expiry
        self.before = before
    }
}
