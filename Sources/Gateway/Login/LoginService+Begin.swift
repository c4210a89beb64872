import Codecs
import Crypto
import Identity
import Telemetry

/// Why no login began although the password was right.
enum BeginFault: Error {
    /// Its account's line went while it was being written.
    case accountChanged
    /// It has as many as it may have, and none of them makes room.
    case limitReached
    /// The store, or what signs, cannot be used now.
    case unavailable
}

/// A login begins, for a person or a program: under secrets that nobody brought (T62), in the place of
/// what this browser had before (T61), durable before anybody is told.
extension LoginService {
    /// - Parameters:
    ///   - grant: what the login gives.
    ///   - client: the name of the program it is for; nil for a browser, and for a program without one.
    ///   - device: the browser's name; nil for a program, each of whose logins counts as a device.
    func begin(
        _ account: Account, giving grant: SessionIndex.Grant, to client: String? = nil,
        from device: DeviceCookie? = nil, for visit: Visit
    ) async throws(BeginFault) -> SessionSecrets {
        let (moment, nanoseconds) = beginning
        var index = index(of: account, grant, visit, at: moment.session)
        index.createdNanoseconds = nanoseconds
        if let device { index.deviceID = device.id(by: sessions.digest) }
        let data = SessionClaims.ofPasswordLogin(at: moment.wall, client: client)
        let token = try token(for: account, index, data: data.span, at: moment.wall)
        let made: (secrets: SessionSecrets, sessions: [NewSession])
        do throws(SessionRecordFault) {
            made = try sessions.makeLogin(index, data: data.span, token: token)
        } catch {
            throw .unavailable
        }
        try await store(made.sessions, of: account, for: visit)
        if let listed = made.sessions.first(where: \.index.isListed) {
            audit(.login, .loggedIn, visit, of: index, as: listed.id)
        }
        return made.secrets
    }

    private func index(
        of account: Account, _ grant: SessionIndex.Grant, _ visit: Visit, at now: WallTime
    ) -> SessionIndex {
        var index = SessionIndex(account, visit, lifetimes: sessions.lifetimes, at: now)
        guard grant != .session, let tokens = snapshot.ownIssuer?.settings else { return index }
        index.grant = grant
        index.family = SecureRandom().bytes(count: SessionIndex.familyByteCount)
        index.absoluteExpiry = now.advanced(bySeconds: tokens.refresh.components.seconds)
        return index
    }

    /// nil where the login gives none.
    private func token(
        for account: Account, _ index: SessionIndex, data: Span<UInt8>, at now: WallTime
    ) throws(BeginFault) -> [UInt8]? {
        guard index.grant != .session else { return nil }
        guard let issuer = snapshot.ownIssuer else { throw .unavailable }
        do throws(AccessTokenFault) {
            return try issuer.accessToken(for: account, index, data: data, at: now)
        } catch {
            log.error("no access token for a login", ["fault": "\(error)"])
            throw .unavailable
        }
    }

    private func store(
        _ records: [NewSession], of account: Account, for visit: Visit
    ) async throws(BeginFault) {
        let replaced = visit.secrets.map { $0.id(by: sessions.digest) }
        let tags = tags(of: replaced)
        do throws(StoreFault) {
            let evicted = try await sessions.store.begin(
                NewLogin(records, replacing: replaced, limit: limit(of: account)),
                timeoutNanoseconds: Self.storeNanoseconds)
            endStreams(of: tags + evicted.flatMap { self.tags(of: $0) })
            for login in evicted { try await revokeTokens(of: login, because: .loginLimitReached) }
            audit(evicted: evicted, visit)
            if isCurrent(account) { return }
            // Ended with its account's line, which was while this login was being written.
            _ = try await sessions.store.end(
                records[0].id, timeoutNanoseconds: Self.storeNanoseconds)
        } catch {
            if error == .limitReached { throw .limitReached }
            log.error("no session for a login", ["fault": "\(error)"])
            throw .unavailable
        }
        throw .accountChanged
    }
}
