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

    /// What is to be said where there is no store.
    static func absence(
        of settings: SessionSettings, in surroundings: Surroundings = .system
    ) -> String {
        "no session store yet: nothing in \(settings.folder(surroundings.variable))"
    }

    func page(_ query: SessionQuery) throws(StoreFault) -> SessionPage {
        try reader.sessions(query, alive: lifetimes, at: SystemClock.wallTime())
    }

    /// The session that a cookie opens, and what was sealed under it.
    /// - Throws: where there is none, it is not alive, or it cannot be read.
    func open(_ secret: SessionSecret) throws -> (SessionPage.Entry, claims: JSONDocument) {
        let keys = SessionKeys(of: secret, by: try Digest(.sha256))
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
        guard lifetimes.isAlive(index, at: SystemClock.wallTime()) else {
            throw CommandFault.invalid("the session has expired")
        }
        return (SessionPage.Entry(id: keys.id, index: index), claims)
    }

    /// Gives a worker what is revoked.
    func open(on worker: Worker) throws {
        var builder = RevocationSetBuilder()
        try reader.forEachRevocation(at: SystemClock.wallTime()) { builder.insert($0) }
        worker.memory.tokens.marker = try TokenMarker(storeKey: reader.sealingSecret)
        worker.memory.revocations.adopt(builder.snapshot())
    }

    /// Recognises cookies as a worker does, and notes no use.
    func recognition() throws -> SessionCookie {
        try SessionCookie(
            reader.connection(), storeKey: reader.sealingSecret, lifetimes: lifetimes)
    }
}

extension SessionCookie {
    /// Of a store that is not there yet: every cookie is unknown.
    static func unknowing(_ settings: SessionSettings) throws -> SessionCookie {
        try SessionCookie(
            ReadOnlyConnection(), storeKey: SecureRandom().secret(count: SealingKey.byteCount),
            lifetimes: SessionLifetimes(settings))
    }
}
