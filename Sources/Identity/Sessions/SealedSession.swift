/// A session that is stored nowhere: all that there is of it travels in its cookie, sealed (`CookieSealer`).
public struct SealedSession: Hashable, Sendable {
    /// Random, the same from the login to the end: what the session is revoked by.
    public var id: SessionID
    /// `lastSeen` is when the cookie was sealed.
    public var index: SessionIndex
    /// What the login proved: claims, in JSON.
    public var data: [UInt8]

    public init(id: SessionID, index: SessionIndex, data: [UInt8]) {
        self.id = id
        self.index = index
        self.data = data
    }
}
