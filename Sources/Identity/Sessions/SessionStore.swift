public import Codecs

/// Where sessions live. One object for each event loop, used on it alone.
///
/// There are two doors. A look-up answers at once: from memory, or by saying that it has to be asked for.
/// Everything else waits for the store and has a timeout, which holds even while its disk or network
/// hangs: what has not begun by then is not done, and of what has begun nobody knows whether it was.
public protocol SessionStore: AnyObject {
    /// Looks for a session; what is found stands in `record` until the next look-up.
    ///
    /// Found is what the store holds: whether it can be opened and is alive is the caller's to see.
    func lookUp(_ id: SessionID) -> SessionLookup

    /// The bytes of the session that was found last.
    var record: Span<UInt8> { @_lifetime(borrow self) get }

    /// A count of sessions that have ended, among those that share one with this session; nil where the store
    /// cannot tell.
    ///
    /// Who has read it before a look-up need not look again while it stays the same: what was found is still
    /// there, as it was. It has changed before anybody is told that a session has ended.
    func endings(near id: SessionID) -> UInt32?

    /// Begins a login durably.
    /// - Returns: the logins that were ended to make room for it.
    /// - Throws: `limitReached`, `exists`, `full`, or what else kept it from being stored.
    func begin(
        _ login: NewLogin, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> [SessionPage.Entry]

    /// Redeems a refresh secret, if nobody has (Q39). Of any number at once one rotates.
    func rotate(
        _ rotation: Rotation, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> RotationOutcome

    /// Ends a session durably, with all of its family.
    /// - Returns: whether there was one.
    func end(_ id: SessionID, timeoutNanoseconds: UInt64) async throws(StoreFault) -> Bool

    /// Ends what is alive of a family of the subject's.
    /// - Returns: how many logins that were: one, or none where it had ended.
    func endFamily(
        _ family: [UInt8], of account: SessionAccount, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int

    /// Ends all sessions of a subject of an issuer.
    /// - Returns: how many logins that were.
    func endAll(
        of account: SessionAccount, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int

    /// When the session was used last, as far as that was noted and written; nil where it never was since
    /// its beginning. To be asked of the session that was found last: a store that is not in this process
    /// learns it with the record.
    /// - Throws: where nobody knows; never to be taken for nil, or a session that is in use would end (C28).
    func lastUse(of id: SessionID) throws(StoreFault) -> WallTime?

    /// Notes that a session was used; written soon, together with others, and not awaited. Does nothing to
    /// one that has ended or was used later. The session's record stays as it is.
    func touch(_ id: SessionID, at now: WallTime)

    /// Sessions that are alive at `now`, in the order of the store, as many as asked for.
    func sessions(
        _ query: SessionQuery, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> SessionPage

    /// Looks at all sessions, in portions, and ends those that `isOrphan` names: whose account's line is gone
    /// or has changed. Takes as long as it takes.
    /// - Returns: how many were ended.
    func sweepOrphans(
        _ isOrphan: @escaping @Sendable (SessionIndex) -> Bool
    ) async throws(StoreFault) -> Int
}

extension SessionStore {
    /// Stores one new session durably.
    public func create(
        _ session: NewSession, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) {
        _ = try await begin(NewLogin([session]), timeoutNanoseconds: timeoutNanoseconds)
    }

    /// Stores a new session and ends the one it takes the place of, both or neither (T61). That there is no
    /// such session any more is no fault.
    public func replace(
        _ old: SessionID?, by session: NewSession, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) {
        let login = NewLogin([session], replacing: old.map { [$0] } ?? [])
        _ = try await begin(login, timeoutNanoseconds: timeoutNanoseconds)
    }
}

/// What a look-up says.
public enum SessionLookup: Hashable, Sendable {
    /// Its bytes are in the store's `record`.
    case found
    case absent
    /// Not in memory: to be asked for. A store in this process never says it.
    case pending
    /// Nobody knows: the store cannot be read. Never to be taken for `absent`.
    case unavailable
}

/// A session to be stored.
public struct NewSession: Sendable {
    public var id: SessionID
    /// As `SessionSealer` made it.
    public var record: [UInt8]
    /// What the record's index part says.
    public var index: SessionIndex

    public init(id: SessionID, record: [UInt8], index: SessionIndex) {
        self.id = id
        self.record = record
        self.index = index
    }
}

/// Whose sessions are meant.
public struct SessionAccount: Hashable, Sendable {
    public var issuer: String
    public var subject: String
    /// Of `endAll`: sessions made under this fingerprint of the account's line stay.
    public var exceptFingerprint: [UInt8]?

    public init(issuer: String, subject: String, exceptFingerprint: [UInt8]? = nil) {
        self.issuer = issuer
        self.subject = subject
        self.exceptFingerprint = exceptFingerprint
    }
}

/// Which sessions a list shall hold.
public struct SessionQuery: Sendable {
    /// nil: everyone's.
    public var account: SessionAccount?
    /// The `next` of the page before; nil for the first page.
    public var after: SessionID?
    /// Sessions on a page; a page may hold fewer although there are more.
    public var limit: Int

    public init(account: SessionAccount? = nil, after: SessionID? = nil, limit: Int = 100) {
        self.account = account
        self.after = after
        self.limit = limit
    }
}

/// One page of a list.
public struct SessionPage: Sendable {
    public struct Entry: Hashable, Sendable {
        public let id: SessionID
        public let index: SessionIndex

        public init(id: SessionID, index: SessionIndex) {
            self.id = id
            self.index = index
        }
    }

    public let entries: [Entry]
    /// What the next page's query names; nil where there is none.
    public let next: SessionID?

    public init(entries: [Entry], next: SessionID?) {
        self.entries = entries
        self.next = next
    }
}
