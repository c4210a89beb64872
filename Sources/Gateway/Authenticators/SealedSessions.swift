import Codecs
import Crypto
import Identity
import Policy

/// Sessions of which nothing is stored: each is whole in its cookie, sealed (A2). One worker's, behind
/// `SessionCookie`, which is the door to either kind.
///
/// It promises that a principal comes out only for a cookie that was sealed for this host under a key that is
/// in force, byte for byte, of an account whose line is still the one it was. A worker remembers the cookies it
/// has opened, by a keyed tag of the whole text, under the snapshot they were opened in. That a session was used
/// is noted in the browser: once the write interval has passed, the answer brings the cookie anew. To end one
/// before its time it is revoked: there is nothing that could be deleted.
final class SealedSessions {
    private let lifetimes: SessionLifetimes
    /// Answers when that is durable and in force on every worker.
    private let revoke: (Revocation) async throws(StoreFault) -> Void
    private var sealer: CookieSealer
    private var marker: CredentialMarker
    private var hash: KeyedHash
    private var cache = GrowingTable<Entry>(upTo: entryCountLimit)
    var events = SessionCookie.Events()

    private static let entryCountLimit = 1 << 16

    private struct Entry {
        let principal: Principal
        let host: [UInt8]
        let lastSeen: WallTime
        let absoluteExpiry: WallTime
        let generation: UInt32
    }

    /// - Parameter storeKey: of the store that revocations are kept in.
    init(
        storeKey: Secret, lifetimes: SessionLifetimes,
        revokingBy revoke: @escaping (Revocation) async throws(StoreFault) -> Void
    ) throws(CryptoFault) {
        self.lifetimes = lifetimes
        self.revoke = revoke
        sealer = try CookieSealer()
        marker = try CredentialMarker(storeKey: storeKey)
        hash = try KeyedHash()
    }

    /// Whom the cookie names; one that is used is sealed anew, now and then.
    /// - Parameter host: the canonical name of the host that is asked.
    func authenticate(
        _ cookie: Span<UInt8>, on host: Span<UInt8>, in snapshot: Snapshot, at now: WallTime
    ) -> AuthenticationOutcome {
        do throws(SessionFault) {
            let entry = try recognize(cookie, on: host, in: snapshot)
            let expiry = lifetimes.expiry(
                lastSeen: entry.lastSeen, until: entry.absoluteExpiry)
            guard now < expiry else { throw .expired }
            guard lifetimes.isTouchDue(lastSeen: entry.lastSeen, at: now),
                let renewed = renew(cookie, on: host, in: snapshot, at: now)
            else { return .authenticated(entry.principal) }
            return .reissued(entry.principal, renewed)
        } catch {
            return .rejected(.session(error))
        }
    }

    private func recognize(
        _ cookie: Span<UInt8>, on host: Span<UInt8>, in snapshot: Snapshot
    ) throws(SessionFault) -> Entry {
        guard cookie.count <= CookieSealer.textBytesLimit else { throw .malformed }
        let tag = hash.tag(of: cookie)
        if let known = cache.find(tag), known.generation == snapshot.generation,
            host.equals(known.host.span)
        {
            events.hits += 1
            return known
        }
        events.misses += 1
        let opened = try open(cookie, on: host, in: snapshot)
        let entry = Entry(
            principal: opened.principal, host: Array(opened.index.host.utf8),
            lastSeen: opened.index.lastSeen, absoluteExpiry: opened.index.absoluteExpiry,
            generation: snapshot.generation)
        cache.insert(entry, as: tag)
        return entry
    }

    private func open(
        _ cookie: Span<UInt8>, on host: Span<UInt8>, in snapshot: Snapshot
    ) throws(SessionFault) -> OpenSession {
        guard let keys = snapshot.cookieKeys,
            let session = sealer.open(cookie, on: host, under: keys)
        else { throw .malformed }
        guard let account = snapshot.accounts?.account(of: session.index) else {
            throw .accountChanged
        }
        return try OpenSession(
            session.index, session.id, of: account, data: session.data.span,
            markedBy: marker.marks(of: session.index, session.id), lifetimes: lifetimes,
            describing: snapshot.table.description)
    }

    /// The same session, used now.
    private func renew(
        _ cookie: Span<UInt8>, on host: Span<UInt8>, in snapshot: Snapshot, at now: WallTime
    ) -> [UInt8]? {
        guard let keys = snapshot.cookieKeys,
            var session = sealer.open(cookie, on: host, under: keys)
        else { return nil }
        session.index.lastSeen = now
        return seal(session, under: keys)
    }

    /// The cookie's value; nil where browsers would not keep it.
    private func seal(_ session: SealedSession, under keys: CookieKeys) -> [UInt8]? {
        var text = ByteBuffer(capacity: 1_024)
        do throws(SessionRecordFault) {
            try sealer.seal(session, under: keys, into: &text)
        } catch { return nil }
        guard text.count <= OwnCookies.secure.valueBytesLimit(of: .session) else { return nil }
        return [UInt8](text.span)
    }

    // MARK: Login and logout

    /// A session that begins now, under an ID that nobody brought (T62).
    /// - Parameter index: of a session made now; what only lists would show of it is left out.
    /// - Returns: nil where it does not fit into a cookie.
    func begin(
        _ index: SessionIndex, data: [UInt8], in snapshot: Snapshot
    ) -> (id: SessionID, cookie: [UInt8])? {
        guard let keys = snapshot.cookieKeys else { return nil }
        let session = SealedSession(index, data: data)
        return seal(session, under: keys).map { (session.id, $0) }
    }

    /// The session that a cookie opens, for a page that tells of it.
    func session(
        of cookie: Span<UInt8>, on host: Span<UInt8>, in snapshot: Snapshot, at now: WallTime
    ) -> OpenSession? {
        do throws(SessionFault) {
            let session = try open(cookie, on: host, in: snapshot)
            return lifetimes.isAlive(session.index, at: now) ? session : nil
        } catch {
            return nil
        }
    }

    /// Ends a session, durably and for every worker, for as long as its cookie could live.
    func end(_ session: OpenSession, at now: WallTime) async throws(StoreFault) {
        var revocation = Revocation(.session, session.id.hex, created: now)
        revocation.reason = "logged out"
        revocation.author = "gateway"
        revocation.expires = session.index.absoluteExpiry
        try await revoke(revocation)
    }
}

extension SealedSession {
    /// A session that begins, with what requests need of it.
    init(_ index: SessionIndex, data: [UInt8]) {
        var index = index
        index.setDevice("")
        index.address = ""
        var id = InlineArray<32, UInt8>(repeating: 0)
        var room = id.mutableSpan
        SecureRandom().fill(&room)
        self.init(id: SessionID(id), index: index, data: data)
    }
}

extension SealedSession {
    /// Bytes of an account's session cookie, its name and attributes among them; nil: no cookie holds it.
    static func cookieByteCount(of account: Account) -> Int? {
        let start = WallTime(secondsSince1970: 0)
        var index = SessionIndex(
            .init(issuer: Account.issuer, subject: account.name.text, host: ""), created: start,
            absoluteExpiry: start)
        index.fingerprint = account.fingerprint.bytes
        index.deviceID = [UInt8](repeating: 0, count: 32)
        let session = SealedSession(index, data: SessionClaims.ofPasswordLogin(at: .latest))
        return CookieSealer.textByteCount(of: session).map {
            OwnCookies.bytesLimit - OwnCookies.secure.valueBytesLimit(of: .session) + $0
        }
    }
}
