public import Codecs
public import Identity

/// A door to sessions that another process may be writing: it looks them up and changes nothing. Uses are not
/// noted, and whoever asks for a change is told that there is none. For commands that decide as the gateway does.
public final class ReadOnlyConnection: SessionStore {
    /// nil: a store that nobody has made yet, which holds no session.
    private let sessions: MappedSessions?

    /// Of a store that is not there yet.
    public init() { sessions = nil }

    init(_ database: StoreDatabase) throws(StoreFault) { sessions = try MappedSessions(database) }

    /// Another process ends them.
    public func endings(near id: SessionID) -> UInt32? { nil }

    public func lookUp(_ id: SessionID) -> SessionLookup { sessions?.lookUp(id) ?? .absent }

    public var record: Span<UInt8> {
        @_lifetime(borrow self) get {
            guard let sessions else { return Span() }
            // What lends it lives as long as the connection.
            return unsafe _overrideLifetime(sessions.record, borrowing: self)
        }
    }

    public func lastUse(of id: SessionID) throws(StoreFault) -> WallTime? {
        try sessions?.lastUse(of: id)
    }

    public func touch(_ id: SessionID, at now: WallTime) {}

    public func begin(
        _ login: NewLogin, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> [SessionPage.Entry] {
        throw Self.refusal
    }

    public func rotate(
        _ rotation: Rotation, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> RotationOutcome {
        throw Self.refusal
    }

    public func end(
        _ id: SessionID, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Bool {
        throw Self.refusal
    }

    public func endFamily(
        _ family: [UInt8], of account: SessionAccount, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int {
        throw Self.refusal
    }

    public func endAll(
        of account: SessionAccount, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int {
        throw Self.refusal
    }

    /// Lists are `EmbeddedReader`'s, who is told the time.
    public func sessions(
        _ query: SessionQuery, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> SessionPage {
        throw Self.refusal
    }

    public func sweepOrphans(
        _ isOrphan: @escaping @Sendable (SessionIndex) -> Bool
    ) async throws(StoreFault) -> Int {
        throw Self.refusal
    }

    private static var refusal: StoreFault { .unavailable("it is open for looking up alone") }
}
