import Codecs
import Configuration
import Crypto
import Identity
import Stores
import Transport

/// The sessions of a configuration, opened for reading, beside the gateway that writes them or without one.
struct StoredSessions {
    let lifetimes: SessionLifetimes
    private let reader: EmbeddedReader

    /// - Returns: nil where there is no store yet.
    init?(
        _ settings: SessionSettings, in surroundings: Surroundings = .system
    ) throws(EmbeddedStoreFault) {
        let folder = settings.folder(surroundings.variable)
        guard EmbeddedReader.isThere(path: folder) else { return nil }
        reader = try EmbeddedReader(path: folder)
        lifetimes = SessionLifetimes(settings)
    }

    /// - Throws: where sessions are sealed into their cookies: at the section that says so.
    static func refuseSealed(
        _ settings: SessionSettings, in file: String
    ) throws(ConfigurationFaults) {
        guard settings.store == .cookie else { return }
        let fault = ConfigurationFault(
            at: settings.position, found: "store: cookie, which keeps no list of sessions",
            allowed: "store: embedded, for this command")
        throw ConfigurationFaults(file: file, faults: [fault])
    }

    /// What is to be said where there is no store.
    static func absence(
        of settings: SessionSettings, in surroundings: Surroundings = .system
    ) -> String {
        "no session store yet: nothing in \(settings.folder(surroundings.variable))"
    }

    func page(_ query: SessionQuery) throws(StoreFault) -> SessionPage {
        try reader.sessions(query, alive: lifetimes, at: SystemClock.wallTime())
    }

    /// - Throws: also where it has expired, which is another answer than that there is none.
    func find(_ prefix: SessionIDPrefix) throws -> SessionPage.Entry {
        // At the beginning of time every session is alive.
        let always = WallTime(secondsSince1970: 0)
        var search = SessionSearch(prefix)
        while let query = search.query {
            search.take(try reader.sessions(query, alive: lifetimes, at: always))
        }
        let entry = try search.result()
        try refuseExpired(entry.index)
        return entry
    }

    private func refuseExpired(_ index: SessionIndex) throws(CommandFault) {
        let now = SystemClock.wallTime()
        guard !lifetimes.isAlive(index, at: now) else { return }
        let end = lifetimes.expiry(of: index)
        throw .invalid("the session has expired: \(end.text), \(end.distance(from: now))")
    }

    /// When the session that a cookie names ends, or has ended; nil where none is there to be read.
    func expiry(of secret: SessionSecret) throws -> WallTime? {
        let id = secret.id(by: try SHA256Context())
        let connection = try reader.connection()
        guard connection.lookUp(id) == .found else { return nil }
        var sealer = try SessionSealer(storeKey: reader.sealingSecret)
        var index: SessionIndex
        do throws(SessionRecordFault) {
            index = try sealer.openIndex(of: id, in: connection.record)
        } catch {
            return nil
        }
        index.adopt(lastUse: try connection.lastUse(of: id))
        return lifetimes.expiry(of: index)
    }

    /// The session that a cookie opens, and what was sealed under it.
    /// - Throws: where there is none, it is not alive, or it cannot be read.
    func open(_ secret: SessionSecret) throws -> (SessionPage.Entry, claims: JSONDocument) {
        let keys = SessionKeys(of: secret, by: try SHA256Context())
        let connection = try reader.connection()
        switch connection.lookUp(keys.id) {
        case .found: break
        case .absent: throw CommandFault.invalid("no such session: it ended, or was never there")
        case .pending, .unavailable: throw StoreFault.unavailable("it cannot be read")
        }
        var sealer = try SessionSealer(storeKey: reader.sealingSecret)
        var data = ByteBuffer()
        var index: SessionIndex
        let claims: JSONDocument
        do {
            index = try sealer.openIndex(of: keys.id, in: connection.record)
            try sealer.openData(
                of: connection.record, beside: index, under: keys, into: &data)
            claims = try JSONDocument(parsing: [UInt8](data.span), depthLimit: 16)
        } catch {
            throw CommandFault.invalid("the session's record cannot be read")
        }
        index.adopt(lastUse: try connection.lastUse(of: keys.id))
        try refuseExpired(index)
        return (SessionPage.Entry(id: keys.id, index: index), claims)
    }

    /// Gives a worker what is revoked.
    func open(on worker: Worker) throws {
        var builder = RevocationSetBuilder()
        try reader.forEachRevocation(at: SystemClock.wallTime()) { _ = builder.insert($0) }
        worker.memory.tokens.marker = try CredentialMarker(storeKey: reader.sealingSecret)
        worker.memory.revocations.adopt(builder.snapshot())
    }

    /// Recognises cookies as a worker does, and notes no use.
    func recognition(_ settings: SessionSettings) throws -> SessionCookie {
        try .offline(reader.connection(), storeKey: reader.sealingSecret, settings)
    }
}

extension SessionCookie {
    /// Of a store that is not there yet: every cookie is unknown.
    static func unknowing(_ settings: SessionSettings) throws -> SessionCookie {
        try offline(
            ReadOnlyConnection(), storeKey: SecureRandom().secret(count: SealingKey.byteCount),
            settings)
    }

    /// Of a command, which ends no session.
    fileprivate static func offline(
        _ store: any SessionStore, storeKey: Secret, _ settings: SessionSettings
    ) throws -> SessionCookie {
        let lifetimes = SessionLifetimes(settings)
        var sealed: SealedSessions?
        if settings.store == .cookie {
            sealed = try SealedSessions(storeKey: storeKey, lifetimes: lifetimes) {
                (_) throws(StoreFault) in
                throw .unavailable("no gateway runs here")
            }
        }
        return try SessionCookie(
            store, storeKey: storeKey, lifetimes: lifetimes, sealed: sealed)
    }
}
