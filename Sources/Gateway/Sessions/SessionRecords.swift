import Codecs
import Crypto
import Identity

/// The records that one login consists of, made to fit each other: a session and what renews it, and what is
/// left of that when it was redeemed.
extension SessionCookie {
    /// Bytes of a family's name.
    private static let familyByteCount = 16

    /// What a login begins with, and its secrets.
    /// - Parameter index: of a session made now.
    func makeLogin(
        _ index: SessionIndex, data: Span<UInt8>
    ) throws(SessionRecordFault) -> (secrets: SessionSecrets, sessions: [NewSession]) {
        let secret = SessionSecret(from: SecureRandom())
        guard lifetimes.refresh != nil else {
            return (.init(session: secret), [try seal(index, data: data, to: secret)])
        }
        var refresh = index
        refresh.kind = .refresh
        refresh.family = SecureRandom().bytes(count: Self.familyByteCount)
        let pair = try makePair(refresh, data: data, under: secret)
        return (
            .init(session: pair.renewal.session, refresh: pair.renewal.refresh), pair.sessions
        )
    }

    /// Everything that redeeming a refresh secret puts in its place.
    /// - Parameters:
    ///   - index: what its record says.
    ///   - data: what was sealed to it.
    func makeRotation(
        of secret: SessionSecret, _ index: SessionIndex, data: Span<UInt8>, at now: WallTime
    ) throws(SessionRecordFault) -> (renewal: Renewal, rotation: Rotation) {
        var refresh = index
        refresh.lastSeen = now
        let pair = try makePair(refresh, data: data, under: SessionSecret(from: SecureRandom()))
        var spent = index
        spent.kind = .spent
        spent.lastSeen = now
        spent.setDevice("")
        spent.address = ""
        var successor = ByteBuffer()
        pair.renewal.refresh.appendBytes(to: &successor)
        let record = try seal(spent, data: successor.span, to: secret)
        return (pair.renewal, Rotation(record, successors: pair.sessions))
    }

    /// A refresh secret's record and the record of the session that goes with it.
    private func makePair(
        _ refresh: SessionIndex, data: Span<UInt8>, under secret: SessionSecret
    ) throws(SessionRecordFault) -> (renewal: Renewal, sessions: [NewSession]) {
        var session = refresh
        session.kind = .session
        session.created = refresh.lastSeen
        lifetimes.fix(&session)
        let renewal = Renewal(of: secret, by: digest)
        return (
            renewal,
            [
                try seal(session, data: data, to: renewal.session),
                try seal(refresh, data: data, to: secret),
            ]
        )
    }

    /// What the store says of a record by its ID alone; nil where it has none that can be read.
    func index(of id: SessionID) -> SessionIndex? {
        guard case .found = store.lookUp(id) else { return nil }
        do throws(SessionFault) { return try openIndex(id) } catch { return nil }
    }

    /// What the record found last holds for the secret it is stored under.
    func openData(
        beside index: SessionIndex, under secret: SessionSecret
    ) throws(SessionFault) -> [UInt8] {
        let store = self.store
        var data = ByteBuffer()
        do throws(SessionRecordFault) {
            try sealer.openData(
                of: store.record, beside: index, under: SessionKeys(of: secret, by: digest),
                into: &data)
        } catch {
            throw .unreadable
        }
        return [UInt8](data.span)
    }
}

/// The secrets of a login, which only its cookies are to carry.
struct SessionSecrets {
    let session: SessionSecret
    /// nil: nothing renews it.
    var refresh: SessionSecret?

    /// The Set-Cookie lines.
    func append(as cookies: OwnCookies, to lines: inout ByteBuffer) {
        for (secret, use) in [(session, OwnCookies.Use.session), (refresh, .refresh)] {
            guard let secret else { continue }
            var text = ByteBuffer(capacity: SessionSecret.textByteCount)
            secret.appendText(to: &text)
            cookies.append(text.span, as: use, to: &lines)
        }
    }
}

extension Renewal {
    /// A refresh secret and the session that goes with it.
    init(of refresh: SessionSecret, by digest: borrowing SHA256Context) {
        self.init(session: refresh.sessionSecret(by: digest), refresh: refresh)
    }
}
