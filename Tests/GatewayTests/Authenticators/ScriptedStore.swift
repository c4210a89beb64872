import Codecs
import Identity

/// A store that holds what a test put there, and says what a test wants to hear. It writes nothing; what
/// is asked of it beyond look-ups and touches is a mistake of the test.
final class ScriptedStore: SessionStore {
    var records: [SessionID: [UInt8]] = [:]
    var isReadable = true
    private(set) var touches: [(id: SessionID, at: WallTime)] = []
    private(set) var lookUps = 0
    private var found = ByteBuffer()

    func lookUp(_ id: SessionID) -> SessionLookup {
        lookUps += 1
        guard isReadable else { return .unavailable }
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

    func touch(_ id: SessionID, at now: WallTime) { touches.append((id, now)) }

    func begin(
        _: NewLogin, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> [SessionPage.Entry] { throw .unavailable("scripted") }
    func rotate(
        _: Rotation, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> RotationOutcome { throw .unavailable("scripted") }
    func endFamily(
        _: [UInt8], of _: SessionAccount, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int { throw .unavailable("scripted") }
    func end(_: SessionID, timeoutNanoseconds: UInt64) async throws(StoreFault) -> Bool {
        throw .unavailable("scripted")
    }
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
