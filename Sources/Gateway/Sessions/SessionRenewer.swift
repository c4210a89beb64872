import Codecs
import Crypto
import Identity
import JOSE
import Telemetry
import Transport

/// Redeems refresh secrets: for the next session where one has expired (S2), for the next access token where
/// browsers or programs are given those (S3).
///
/// It promises that of any number of requests with one refresh secret, on however many workers, exactly one
/// redeems it and all get the same answer, for as long as the grace period lasts (Q39, C01–C04); and that
/// whoever comes with it later ends everything that came of the login, because one of the two holds a
/// stolen copy. What was redeemed is durable before anybody is answered, and stays so where nobody waits
/// for the answer any more (T59).
final class SessionRenewer {
    private let sessions: SessionCookie
    private let revocations: RevocationReader
    private let families: TokenFamilies
    private let trail: AuditTrail?
    private let log: OperatorLog
    /// Told of what has ended in the store.
    private let ended: Mailbox<[RevocationTag]>
    /// Redemptions under way, and who waits for each.
    private var flights: [Flight: [CheckedContinuation<RedemptionOutcome, Never>]] = [:]

    /// Attempts on a secret that others redeem at the same moment; the second finds what they made of it.
    private static let attemptLimit = 3

    /// What two requests must have in common to be served by one redemption (T79).
    private struct Flight: Hashable {
        let id: SessionID
        let grant: SessionIndex.Grant
        let host: [UInt8]
        let client: String?
    }

    /// A refresh secret as it was presented, and who asks, for the audit trail.
    struct Request {
        /// As text, whatever it may be.
        let secret: [UInt8]
        /// What it is to be redeemed for; a secret of another kind is none (T54).
        let grant: SessionIndex.Grant
        /// Canonical. A login of a browser is known on its own host alone.
        let host: [UInt8]
        /// The name of the program that asks, where it has proved one.
        var client: String?
        let address: String
        let requestID: [UInt8]
    }

    init(
        _ sessions: SessionCookie, refusing revocations: RevocationReader,
        families: TokenFamilies, trail: AuditTrail?, _ shared: LoginService.Shared
    ) {
        self.families = families
        self.sessions = sessions
        self.revocations = revocations
        self.trail = trail
        log = shared.log
        ended = shared.ended
    }

    /// Redeems what a browser came with, and opens what it gives as if the browser had come with that.
    /// - Parameter now: asked again after each wait.
    func renew(
        _ request: Request, in snapshot: Snapshot, now: () -> Moment
    ) async -> RenewalOutcome {
        switch await redeem(request, in: snapshot, now: now) {
        case .given(let secrets): open(secrets, on: request.host, in: snapshot, at: now())
        case .refused(let fault): .refused(fault)
        case .unavailable: .unavailable
        }
    }

    /// - Parameter now: asked again after each wait.
    func redeem(
        _ request: Request, in snapshot: Snapshot, now: () -> Moment
    ) async -> RedemptionOutcome {
        guard let secret = SessionSecret(parsing: request.secret.span) else {
            return .refused(.malformed)
        }
        let flight = Flight(
            id: secret.id(by: sessions.digest), grant: request.grant, host: request.host,
            client: request.client)
        if flights[flight] != nil {
            return await withCheckedContinuation { flights[flight]?.append($0) }
        }
        flights[flight] = []
        let outcome = await redeem(secret, flight, for: request, in: snapshot, now)
        for waiting in flights.removeValue(forKey: flight) ?? [] {
            waiting.resume(returning: outcome)
        }
        return outcome
    }

    private func open(
        _ secrets: SessionSecrets, on host: [UInt8], in snapshot: Snapshot, at now: Moment
    ) -> RenewalOutcome {
        switch secrets.access {
        case .session(let session):
            let outcome = sessions.authenticate(
                session.text.span, on: host.span, in: snapshot, isRenewable: false,
                at: now.session)
            switch outcome {
            case .authenticated(let principal), .reissued(let principal, _):
                return .renewed(principal, secrets)
            case .rejected(.session(let fault)): return .refused(fault)
            case .rejected, .renewable: return .refused(.unknown)
            case .unavailable: return .unavailable
            }
        case .token(let token):
            do throws(CredentialFault) {
                let verified = try AccessCookie.verify(
                    token.span, on: host.span, in: snapshot, at: now.wall)
                return .renewed(principal(of: verified, in: snapshot), secrets)
            } catch {
                if case .session(let fault) = error { return .refused(fault) }
                return .refused(.unknown)
            }
        }
    }

    private func principal(of token: VerifiedToken, in snapshot: Snapshot) -> Principal {
        Principal(ofCookie: token, markedBy: sessions.marker.marks(of: token), in: snapshot)
    }

    // MARK: Redeeming

    /// A refresh secret whose record was found and is alive.
    fileprivate struct Presented {
        let secret: SessionSecret
        let index: SessionIndex
        /// What is sealed to it.
        let data: [UInt8]
        let account: Account
    }

    private func redeem(
        _ secret: SessionSecret, _ flight: Flight, for request: Request, in snapshot: Snapshot,
        _ now: () -> Moment
    ) async -> RedemptionOutcome {
        do throws(SessionFault) {
            for _ in 0..<Self.attemptLimit {
                switch sessions.store.lookUp(flight.id) {
                case .found: break
                case .absent: return .refused(.unknown)
                case .pending, .unavailable: return .unavailable
                }
                let index = try sessions.openIndex(flight.id)
                try refuseRevoked(index, flight.id)
                let now = now()
                let account = try account(of: index, flight, in: snapshot, at: now.session)
                let isInGrace = now.session < sessions.lifetimes.graceEnd(of: index)
                if index.kind == .spent && !isInGrace {
                    await endFamily(of: index, flight.id, request, in: snapshot)
                    throw .reused
                }
                let presented = Presented(
                    secret: secret, index: index,
                    data: try sessions.openData(beside: index, under: secret), account: account)
                switch index.kind {
                case .session: throw .malformed
                case .spent:
                    let secrets = try sessions.successor(in: presented.data, index)
                    try secrets.refuse(unlessOf: request.client)
                    return .given(secrets)
                case .refresh:
                    try presented.refuse(unlessOf: request.client)
                    let outcome =
                        isInGrace
                        ? again(presented, in: snapshot, at: now)
                        : await rotate(presented, in: snapshot, at: now)
                    if let outcome { return outcome }
                }
            }
        } catch {
            return .refused(error)
        }
        return .unavailable
    }

    /// Before anything is asked of the store: what was revoked renews nothing.
    private func refuseRevoked(_ index: SessionIndex, _ id: SessionID) throws(SessionFault) {
        let marks = sessions.marker.marks(of: index, id)
        let now = SystemClock.wallTime()
        if let kind = revocations.find(marks, issued: index.created, at: now) {
            throw .revoked(kind)
        }
    }

    /// Whose the secret is; refuses one that is for something else, or has ended.
    private func account(
        of index: SessionIndex, _ flight: Flight, in snapshot: Snapshot, at now: WallTime
    ) throws(SessionFault) -> Account {
        guard index.grant == flight.grant else { throw .malformed }
        guard flight.grant == .accessToken || Array(index.host.utf8) == flight.host else {
            throw .otherHost
        }
        guard let account = snapshot.accounts?.account(of: index) else { throw .accountChanged }
        guard now < sessions.lifetimes.expiry(of: index) else { throw .expired }
        return account
    }

    /// What a secret gives that was given out just now: itself, and what goes with it.
    private func again(
        _ presented: Presented, in snapshot: Snapshot, at now: Moment
    ) -> RedemptionOutcome {
        guard presented.index.grant != .session else {
            return .given(SessionSecrets(of: presented.secret, by: sessions.digest))
        }
        guard let token = token(for: presented, in: snapshot, at: now.wall) else {
            return .unavailable
        }
        return .given(SessionSecrets(access: .token(token), refresh: presented.secret))
    }

    /// - Returns: nil where somebody else was first; then its record says what came of it.
    private func rotate(
        _ presented: Presented, in snapshot: Snapshot, at now: Moment
    ) async -> RedemptionOutcome? {
        var token: [UInt8]?
        if presented.index.grant != .session {
            token = self.token(for: presented, in: snapshot, at: now.wall)
            guard token != nil else { return .unavailable }
        }
        let made: (secrets: SessionSecrets, rotation: Rotation)
        do throws(SessionRecordFault) {
            made = try sessions.makeRotation(
                of: presented.secret, presented.index, data: presented.data.span, token: token,
                at: now.session)
        } catch {
            return .refused(.unreadable)
        }
        do throws(StoreFault) {
            let outcome = try await sessions.store.rotate(
                made.rotation, timeoutNanoseconds: LoginService.storeNanoseconds)
            switch outcome {
            case .rotated: return .given(made.secrets)
            case .overtaken: return nil
            case .gone: return .refused(.unknown)
            }
        } catch {
            log.error("a session was not renewed", ["fault": "\(error)"])
            return .unavailable
        }
    }

    private func token(
        for presented: Presented, in snapshot: Snapshot, at now: WallTime
    ) -> [UInt8]? {
        do throws(AccessTokenFault) {
            return try snapshot.ownIssuer?.accessToken(
                for: presented.account, presented.index, data: presented.data.span, at: now)
        } catch {
            log.error("no access token for a refresh token", ["fault": "\(error)"])
            return nil
        }
    }

    /// A secret came a second time: nobody can tell the thief from the one who was robbed.
    private func endFamily(
        of index: SessionIndex, _ id: SessionID, _ request: Request, in snapshot: Snapshot
    ) async {
        var line = AuditLine(.refreshReused, ReasonCode.sessionReused.name, at: .now)
        line.issuer = index.issuer
        line.subject = index.subject
        line.address = request.address
        line.host = index.host
        line.requestID = String(decoding: request.requestID.span)
        line.session = id.hex
        do throws(StoreFault) {
            line.endedCount = try await sessions.store.endFamily(
                index.family, of: SessionAccount(issuer: index.issuer, subject: index.subject),
                timeoutNanoseconds: LoginService.storeNanoseconds)
            ended.send(sessions.marker.tags(of: id, in: index.family))
            if index.grant != .session {
                try await families.revoke(
                    index.family, of: snapshot.ownIssuer, because: .sessionReused)
            }
        } catch {
            log.error("sessions of a stolen refresh ID not ended", ["fault": "\(error)"])
        }
        trail?.record(line)
    }
}

// MARK: Programs

extension SessionRenewer.Presented {
    /// What was given to a program with a secret of its own is for that program alone (RFC 6749 §10.4).
    fileprivate func refuse(unlessOf client: String?) throws(SessionFault) {
        guard index.grant == .accessToken else { return }
        let known: JSONDocument
        do throws(JSONFault) {
            known = try JSONDocument(parsing: data, depthLimit: 4)
        } catch {
            throw .unreadable
        }
        guard known["client_id"]?.string == client ?? AccessTokenClaims.publicClient else {
            throw .otherClient
        }
    }
}

extension SessionSecrets {
    /// The same of what it was redeemed for, which names its program itself.
    fileprivate func refuse(unlessOf client: String?) throws(SessionFault) {
        guard let issued = IssuedToken(of: self) else { return }
        guard issued.client == client ?? AccessTokenClaims.publicClient || issued.client == nil
        else { throw .otherClient }
    }
}
