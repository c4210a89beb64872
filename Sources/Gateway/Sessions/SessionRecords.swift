import Codecs
import Crypto
import Identity

/// The records that one login consists of, made to fit each other: a session or none where a token stands for
/// it, what renews it, and what is left of that when it was redeemed.
extension SessionCookie {
    /// What a login begins with, and its secrets.
    /// - Parameters:
    ///   - index: of a login that begins now; one that gives tokens has its grant and its family.
    ///   - token: the access token, where it gives one.
    func makeLogin(
        _ index: SessionIndex, data: Span<UInt8>, token: [UInt8]? = nil
    ) throws(SessionRecordFault) -> (secrets: SessionSecrets, sessions: [NewSession]) {
        let secret = SessionSecret(from: SecureRandom())
        guard token != nil || lifetimes.refresh != nil else {
            return (
                SessionSecrets(access: .session(secret), refresh: nil),
                [try seal(index, data: data, to: secret)]
            )
        }
        var refresh = index
        refresh.kind = .refresh
        if refresh.family.isEmpty {
            refresh.family = SecureRandom().bytes(count: SessionIndex.familyByteCount)
        }
        return try makePair(refresh, data: data, token, under: secret)
    }

    /// Everything that redeeming a refresh secret puts in its place.
    /// - Parameters:
    ///   - index: what its record says.
    ///   - data: what was sealed to it.
    ///   - token: the new access token, where the login gives one.
    func makeRotation(
        of secret: SessionSecret, _ index: SessionIndex, data: Span<UInt8>, token: [UInt8]?,
        at now: WallTime
    ) throws(SessionRecordFault) -> (secrets: SessionSecrets, rotation: Rotation) {
        var refresh = index
        refresh.lastSeen = now
        let next = SessionSecret(from: SecureRandom())
        let pair = try makePair(refresh, data: data, token, under: next)
        var spent = index
        spent.kind = .spent
        spent.lastSeen = now
        spent.setDevice("")
        spent.address = ""
        var successor = ByteBuffer()
        next.appendBytes(to: &successor)
        if let token { successor.append(token) }
        let record = try seal(spent, data: successor.span, to: secret)
        return (pair.secrets, Rotation(record, successors: pair.sessions))
    }

    /// What a spent secret was redeemed for, of what is sealed to it.
    func successor(
        in data: [UInt8], _ index: SessionIndex
    ) throws(SessionFault) -> SessionSecrets {
        let bytes = Array(data.prefix(SessionSecret.byteCount))
        guard let refresh = SessionSecret(bytes: bytes.span) else { throw .unreadable }
        switch index.grant {
        case .session: return SessionSecrets(of: refresh, by: digest)
        case .accessCookie, .accessToken:
            let token = Array(data.dropFirst(SessionSecret.byteCount))
            return SessionSecrets(access: .token(token), refresh: refresh)
        }
    }

    /// A refresh secret's record, the record of the session that goes with it, and the secrets of both.
    private func makePair(
        _ refresh: SessionIndex, data: Span<UInt8>, _ token: [UInt8]?, under secret: SessionSecret
    ) throws(SessionRecordFault) -> (secrets: SessionSecrets, sessions: [NewSession]) {
        let record = try seal(refresh, data: data, to: secret)
        if let token {
            return (SessionSecrets(access: .token(token), refresh: secret), [record])
        }
        let secrets = SessionSecrets(of: secret, by: digest)
        var session = refresh
        session.kind = .session
        session.created = refresh.lastSeen
        lifetimes.fix(&session)
        return (
            secrets, [try seal(session, data: data, to: secret.sessionSecret(by: digest)), record]
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
