public import Codecs

/// What the gateway knows of a session without its cookie: enough to list it, to expire it, and to end it
/// with its account. Sealed under the store's key.
public struct SessionIndex: Hashable, Sendable {
    /// A user agent is shortened to that many bytes, at the start of a character.
    public static let deviceBytesLimit = 160
    public static let fingerprintBytesLimit = 16

    /// What the secret behind a record is good for. One kind is never taken for another (T54).
    public enum Kind: UInt8, Sendable {
        /// Presented with each request.
        case session = 0
        /// Presented when the session has expired, for the next of both; it stands for the login in lists.
        case refresh = 1
        /// A refresh secret that was redeemed: what it was redeemed for is sealed to it for a moment, and
        /// whoever comes with it later is a thief, or was robbed.
        case spent = 2
    }

    /// What redeeming a refresh secret gives. One is never redeemed for another (T54).
    public enum Grant: UInt8, Sendable {
        case session = 0
        /// An access token that a browser keeps as a cookie.
        case accessCookie = 1
        /// An access token for a program.
        case accessToken = 2
    }

    /// Bytes of a family's name.
    public static let familyByteCount = 16

    public var kind: Kind
    /// Of a session always a session.
    public var grant: Grant
    public var issuer: String
    public var subject: String
    /// The canonical host the session belongs to; on another it is not recognised.
    public var host: String
    public var created: WallTime
    /// Of the second in which it was created: which of an account's logins of one second is the older.
    public var createdNanoseconds: UInt32
    /// As it is sealed, when the record was made; with what its store has noted since, behind real use by
    /// at most the lifetimes' write interval. Of a refresh secret: when it was given out; of a spent one, when
    /// it was redeemed.
    public var lastSeen: WallTime
    /// Whatever happens, it ends then.
    public var absoluteExpiry: WallTime
    /// The user agent it was made by, for people who look at their list.
    public internal(set) var device: String
    public var address: String
    /// What all secrets that came of one login have in common; empty for a session that none renews.
    public var family: [UInt8]
    /// Names the browser across logins, as a hash of its cookie; empty where it has none.
    public var deviceID: [UInt8]
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
        kind = .session
        grant = .session
        issuer = owner.issuer
        subject = owner.subject
        host = owner.host
        self.created = created
        createdNanoseconds = 0
        lastSeen = created
        self.absoluteExpiry = absoluteExpiry
        device = ""
        address = ""
        family = []
        deviceID = []
        fingerprint = []
    }

    /// Whether its login began before the other's.
    public func isOlder(than other: SessionIndex) -> Bool {
        (created, createdNanoseconds) < (other.created, other.createdNanoseconds)
    }

    /// Whether it stands for a login, where one has several records.
    public var isListed: Bool { kind == .refresh || kind == .session && family.isEmpty }

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
