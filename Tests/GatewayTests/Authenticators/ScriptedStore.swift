import Codecs
import Identity

/// A store that holds what a test put there, and says what a test wants to hear. Unless a test lets it, it
/// writes nothing; what is asked of it beyond that is a mistake of the test.
final class ScriptedStore: SessionStore {
    var records: [SessionID: [UInt8]] = [:]
    /// What other workers noted.
    var uses: [SessionID: WallTime] = [:]
    /// nil: the store does not count endings.
    var endings: UInt32?
    /// What happens behind a look-up, before its answer is used.
    var afterLookUp: (() -> Void)?
    var isReadable = true
    /// Whether `uses` can be read.
    var areUsesReadable = true
    private(set) var useLookUps = 0
    /// Not in memory, as it says of everything.
    var isPending = false
    /// What a write comes to; nil: it is done.
    var fault: StoreFault? = .unavailable("scripted")
    /// What happens while a login is being written.
    var whileBeginning: () -> Void = {}
    private(set) var touches: [(id: SessionID, at: WallTime)] = []
    private(set) var lookUps = 0
    private var found = ByteBuffer()

    func endings(near id: SessionID) -> UInt32? { endings }

    func lookUp(_ id: SessionID) -> SessionLookup {
        lookUps += 1
        defer { afterLookUp?() }
        guard isReadable else { return .unavailable }
        guard !isPending else { return .pending }
        guard let record = records[id] else { return .absent }
        found.removeAll()
        found.append(record)
        return .found
    }

    var record: Span<UInt8> {
        @_lifetime(borrow self) get {
            // The buffer changes in `lookUp` alone.
            let span = found.span
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    func lastUse(of id: SessionID) throws(StoreFault) -> WallTime? {
        useLookUps += 1
        guard areUsesReadable else { throw .unavailable("scripted") }
        return uses[id]
    }

    func touch(_ id: SessionID, at now: WallTime) { touches.append((id, now)) }

    /// Writes what was touched, as a store does a moment later.
    func writeTouches() {
        for touch in touches { uses[touch.id] = max(uses[touch.id] ?? touch.at, touch.at) }
    }

    func begin(
        _ login: NewLogin, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> [SessionPage.Entry] {
        if let fault { throw fault }
        for session in login.sessions { records[session.id] = session.record }
        for id in login.replaces { records[id] = nil }
        whileBeginning()
        return []
    }

    func rotate(
        _ rotation: Rotation, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> RotationOutcome {
        if let fault { throw fault }
        for session in [rotation.spent] + rotation.successors {
            records[session.id] = session.record
        }
        return .rotated
    }

    func end(_ id: SessionID, timeoutNanoseconds: UInt64) async throws(StoreFault) -> Bool {
        if let fault { throw fault }
        return records.removeValue(forKey: id) != nil
    }

    func endFamily(
        _: [UInt8], of _: SessionAccount, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int { throw .unavailable("scripted") }
    func endAll(of _: SessionAccount, timeoutNanoseconds: UInt64) async throws(StoreFault) -> Int {
        throw .unavailable("scripted")
    }
    func sessions(
        _: SessionQuery, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> SessionPage { throw .unavailable("scripted") }
    func sweepOrphans(
        _: @escaping @Sendable (SessionIndex) -> Bool
    ) async throws(StoreFault) -> Int { throw .unavailable("scripted") }
}
