import Codecs
import Crypto
import Identity
import Policy

/// Session cookies: one worker's door to the sessions, and what it remembers of those it has opened. Where
/// sessions are not stored but sealed into their cookies, all of that is `SealedSessions`'.
///
/// It promises that a principal comes out only for a session that the store holds at this moment: the
/// store is asked for every request, by its count of endings or by a look-up, so a session that was ended is
/// refused by the very next one. What is remembered is the work of opening a record, and it counts only while
/// the store holds that very record, on the host it was begun on, under the snapshot it was opened in. When the
/// session was used last a worker remembers, too; it asks the store, where other workers' notes are, once a use
/// is to be noted or the session is over as far as it knows.
final class SessionCookie {
    let store: any SessionStore
    /// nil: sessions are stored.
    let sealed: SealedSessions?
    let lifetimes: SessionLifetimes
    let digest: SHA256Context
    var sealer: SessionSealer
    var marker: CredentialMarker
    private var cache = SessionCache()
    private var data = ByteBuffer(capacity: 256)
    private var events = Events()

    struct Events: Equatable {
        var hits = 0
        var misses = 0
        /// Records that are none of ours, or that somebody changed.
        var unreadable = 0
    }

    /// - Parameter storeKey: the store's secret, which records are sealed under.
    init(
        _ store: any SessionStore, storeKey: Secret, lifetimes: SessionLifetimes,
        sealed: SealedSessions? = nil
    ) throws(CryptoFault) {
        self.store = store
        self.sealed = sealed
        self.lifetimes = lifetimes
        digest = try SHA256Context()
        sealer = try SessionSealer(storeKey: storeKey)
        marker = try CredentialMarker(storeKey: storeKey)
    }

    /// Whom the cookie names; a session that is used is noted to be, now and then.
    /// - Parameters:
    ///   - host: the canonical name of the host that is asked.
    ///   - isRenewable: whether a refresh ID came along, for a session that has ended by itself.
    func authenticate(
        _ cookie: Span<UInt8>, on host: Span<UInt8>, in snapshot: Snapshot, isRenewable: Bool,
        at now: WallTime
    ) -> AuthenticationOutcome {
        if let sealed { return sealed.authenticate(cookie, on: host, in: snapshot, at: now) }
        guard let secret = SessionSecret(parsing: cookie) else {
            return .rejected(.session(.malformed))
        }
        let id = secret.id(by: digest)
        do throws(SessionFault) {
            guard let entry = try recognize(id, secret, in: snapshot) else { return .unavailable }
            guard host.equals(entry.host.span) else { throw .otherHost }
            guard now < entry.absoluteExpiry else { throw .expired }
            if lifetimes.isTouchDue(lastSeen: entry.lastSeen, at: now) {
                guard try noteUse(id, entry, at: now) else { return .unavailable }
            }
            return .authenticated(entry.principal)
        } catch {
            if error == .unreadable { events.unreadable += 1 }
            let hasEnded = error == .expired || error == .unknown
            return hasEnded && isRenewable ? .renewable : .rejected(.session(error))
        }
    }

    /// Notes the use, unless another worker has done so meanwhile. The store writes it later; until then this
    /// worker goes by its own note.
    /// - Returns: false where the store cannot tell what others noted.
    /// - Throws: `expired`, where nobody has used the session for its time.
    private func noteUse(
        _ id: SessionID, _ entry: SessionCache.Entry, at now: WallTime
    ) throws(SessionFault) -> Bool {
        var entry = entry
        do throws(StoreFault) {
            entry.lastSeen = max(entry.lastSeen, try store.lastUse(of: id) ?? entry.lastSeen)
        } catch { return false }
        guard now < lifetimes.expiry(lastSeen: entry.lastSeen, until: entry.absoluteExpiry) else {
            throw .expired
        }
        if lifetimes.isTouchDue(lastSeen: entry.lastSeen, at: now) {
            store.touch(id, at: now)
            entry.lastSeen = now
        }
        cache.insert(entry, as: id)
        return true
    }

    /// Takes the events since the last time; nil where there were none.
    func takeEvents() -> Events? {
        if let sealed { swap(&events, &sealed.events) }
        guard events.hits + events.misses + events.unreadable > 0 else { return nil }
        defer { events = Events() }
        return events
    }

    /// What the session's record says: from memory where it is the one that was opened before, and not even
    /// looked up where nothing has ended since.
    /// - Returns: nil where the store cannot tell.
    private func recognize(
        _ id: SessionID, _ secret: SessionSecret, in snapshot: Snapshot
    ) throws(SessionFault) -> SessionCache.Entry? {
        // Before the look-up, so that what ends during it is noticed by the next request.
        let endings = store.endings(near: id)
        let known = cache.find(id)
        if let known, let endings, known.endings == endings,
            known.generation == snapshot.generation
        {
            events.hits += 1
            return known
        }
        switch store.lookUp(id) {
        case .found: break
        case .absent: throw .unknown
        case .pending, .unavailable: return nil
        }
        let record = try record()
        if var known, known.generation == snapshot.generation,
            known.stamp == record.sealedDataStamp
        {
            events.hits += 1
            known.endings = endings
            cache.insert(known, as: id)
            return known
        }
        events.misses += 1
        let opened = try open(id, secret, in: snapshot)
        let entry = SessionCache.Entry(
            principal: opened.principal, host: cache.shared(Array(opened.index.host.utf8)),
            lastSeen: opened.index.lastSeen, absoluteExpiry: opened.index.absoluteExpiry,
            endings: endings, generation: snapshot.generation, stamp: record.sealedDataStamp)
        cache.insert(entry, as: id)
        return entry
    }

    // MARK: Records

    private func record() throws(SessionFault) -> SessionRecord {
        let store = self.store
        do throws(SessionRecordFault) {
            return try SessionRecord(parsing: store.record)
        } catch {
            throw .unreadable
        }
    }

    func openIndex(_ id: SessionID) throws(SessionFault) -> SessionIndex {
        let store = self.store
        do throws(SessionRecordFault) {
            return try sealer.openIndex(of: id, in: store.record)
        } catch {
            throw .unreadable
        }
    }

    /// Opens both parts of the record found last, and makes the principal of them.
    private func open(
        _ id: SessionID, _ secret: SessionSecret, in snapshot: Snapshot
    ) throws(SessionFault) -> OpenSession {
        let index = try openIndex(id)
        // What renews a session opens nothing itself (T54).
        guard index.kind == .session else { throw .malformed }
        guard let account = snapshot.accounts?.account(of: index) else { throw .accountChanged }
        let store = self.store
        var data = ByteBuffer()
        swap(&data, &self.data)
        defer { swap(&data, &self.data) }
        data.removeAll()
        do throws(SessionRecordFault) {
            try sealer.openData(
                of: store.record, beside: index, under: SessionKeys(of: secret, by: digest),
                into: &data)
        } catch {
            throw .unreadable
        }
        return try OpenSession(
            index, id, of: account, data: data.span, markedBy: marker.marks(of: index, id),
            lifetimes: lifetimes, describing: snapshot.table.description)
    }

    /// The session that a cookie opens, for a page that tells of it: not noted as used, nor remembered.
    func session(
        of cookie: Span<UInt8>, on host: Span<UInt8>, in snapshot: Snapshot, at now: WallTime
    ) throws(SessionsUnavailable) -> OpenSession? {
        if let sealed { return sealed.session(of: cookie, on: host, in: snapshot, at: now) }
        guard let secret = SessionSecret(parsing: cookie) else { return nil }
        let id = secret.id(by: digest)
        switch store.lookUp(id) {
        case .found: break
        case .absent: return nil
        case .pending, .unavailable: throw SessionsUnavailable()
        }
        let lastUse: WallTime?
        do throws(StoreFault) { lastUse = try store.lastUse(of: id) } catch {
            throw SessionsUnavailable()
        }
        do throws(SessionFault) {
            var session = try open(id, secret, in: snapshot)
            session.index.adopt(lastUse: lastUse)
            let isHere = Array(session.index.host.utf8).span.equals(host)
            return isHere && lifetimes.isAlive(session.index, at: now) ? session : nil
        } catch {
            return nil
        }
    }

    /// What is stored of a session, sealed to its secret, which only the cookie is to carry.
    func seal(
        _ index: SessionIndex, data: Span<UInt8>, to secret: SessionSecret
    ) throws(SessionRecordFault) -> NewSession {
        let keys = SessionKeys(of: secret, by: digest)
        var record = ByteBuffer(capacity: 512)
        try sealer.seal(index, data: data, under: keys, into: &record)
        return NewSession(id: keys.id, record: [UInt8](record.span), index: index)
    }
}

/// The store cannot be asked: not to be taken for there being no session (C28).
struct SessionsUnavailable: Error {}

/// A session whose record or cookie was opened.
struct OpenSession {
    let id: SessionID
    fileprivate(set) var index: SessionIndex
    let principal: Principal
    /// When its password was given; nil where its login does not say.
    let authenticated: WallTime?

    init(
        _ index: SessionIndex, _ id: SessionID, of account: Account, data: Span<UInt8>,
        markedBy marks: RevocationMarks, lifetimes: SessionLifetimes,
        describing description: Principal.Description
    ) throws(SessionFault) {
        self.id = id
        self.index = index
        let claims: JSONDocument
        do throws(JSONFault) {
            claims = try SessionClaims.claims(of: account, and: data)
        } catch {
            throw .unreadable
        }
        authenticated = claims.root["auth_time"]?.wallTime
        var attributes = Principal.Attributes(
            kind: .session, issuer: index.issuer, subject: index.subject,
            expires: index.absoluteExpiry)
        // What a refresh ID renews goes on until the login itself has ended.
        if !index.family.isEmpty, let loggedIn = claims["auth_time"]?.wallTime {
            attributes.streamsEnd = lifetimes.absoluteExpiry(ofCreated: loggedIn)
        }
        attributes.issued = index.created
        attributes.marks = marks
        principal = Principal(attributes, claims: claims.root, describing: description)
    }
}
