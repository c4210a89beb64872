public import Codecs

/// What the gateway knows of a session without its cookie: enough to list it, to expire it, and to end it
/// with its account. Sealed under the store's key.
public struct SessionIndex: Hashable, Sendable {
    /// A user agent is shortened to that many bytes, at the start of a character.
    public static let deviceBytesLimit = 120
    public static let fingerprintBytesLimit = 16

    public var issuer: String
    public var subject: String
    /// The canonical host the session belongs to; on another it is not recognised.
    public var host: String
    public var created: WallTime
    /// As it is sealed, when the session was made; with what its store has noted since, behind real use by
    /// at most the lifetimes' write interval.
    public var lastSeen: WallTime
    /// Whatever happens, it ends then.
    public var absoluteExpiry: WallTime
    /// The user agent it was made by, for people who look at their list.
    public internal(set) var device: String
    public var address: String
    /// The token family; empty for none.
    public var family: [UInt8]
    /// Of the account's line when the session was made; empty for none.
    public var fingerprint: [UInt8]

    /// Who a session belongs to, and where.
    public struct Owner: Hashable, Sendable {
        public var issuer: String
        public var subject: String
        public var host: String

        public init(issuer: String, subject: String, host: String) {
            self.issuer = issuer
            self.subject = subject
            self.host = host
        }
    }

    /// A session made now.
    public init(_ owner: Owner, created: WallTime, absoluteExpiry: WallTime) {
        issuer = owner.issuer
        subject = owner.subject
        host = owner.host
        self.created = created
        lastSeen = created
        self.absoluteExpiry = absoluteExpiry
        device = ""
        address = ""
        family = []
        fingerprint = []
    }

    /// Takes in when the session was used, as its store tells it; nil tells nothing.
    public mutating func adopt(lastUse: WallTime?) {
        if let lastUse { lastSeen = max(lastSeen, lastUse) }
    }

    /// Notes the user agent, shortened.
    public mutating func setDevice(_ userAgent: String) {
        guard userAgent.utf8.count > Self.deviceBytesLimit else {
            device = userAgent
            return
        }
        var end = userAgent.startIndex
        var byteCount = 0
        for index in userAgent.unicodeScalars.indices {
            byteCount += userAgent.unicodeScalars[index].utf8.count
            guard byteCount <= Self.deviceBytesLimit else { break }
            end = userAgent.unicodeScalars.index(after: index)
        }
        device = String(userAgent[..<end])
    }
}
