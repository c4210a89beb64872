import Codecs
import Crypto
import Identity
import Telemetry
import Transport

/// Renews sessions that have expired by the refresh IDs that came with them (S2).
///
/// It promises that of any number of requests with one refresh ID, on however many workers, exactly one
/// redeems it and all get the same answer, for as long as the grace period lasts (Q39, C01–C04); and that
/// whoever comes with it later ends everything that came of the login, because one of the two holds a
/// stolen copy. What was redeemed is durable before anybody is answered, and stays so where nobody waits
/// for the answer any more (T59).
final class SessionRenewer {
    private let sessions: SessionCookie
    private let revocations: RevocationReader
    private let trail: AuditTrail?
    private let log: OperatorLog
    /// Told of what has ended in the store.
    private let ended: Mailbox<[RevocationTag]>
    /// Redemptions under way, and who waits for each.
    private var flights: [Flight: [CheckedContinuation<Redemption, Never>]] = [:]

    /// Attempts on a secret that others redeem at the same moment; the second finds what they made of it.
    private static let attemptLimit = 3

    /// What two requests must have in common to be served by one redemption (T79).
    private struct Flight: Hashable {
        let id: SessionID
        let host: [UInt8]
    }

    /// Who asks, for the audit trail.
    struct Request {
        let cookie: [UInt8]
        /// Canonical.
        let host: [UInt8]
        let address: String
        let requestID: [UInt8]
    }

    private enum Redemption {
        case renewal(Renewal)
        case refused(SessionFault)
        case unavailable
    }

    init(
        _ sessions: SessionCookie, refusing revocations: RevocationReader, trail: AuditTrail?,
        _ shared: LoginService.Shared
    ) {
        self.sessions = sessions
        self.revocations = revocations
        self.trail = trail
        log = shared.log
        ended = shared.ended
    }

    /// - Parameter now: asked again after each wait; session time.
    func renew(
        _ request: Request, in snapshot: Snapshot, now: () -> WallTime
    ) async -> RenewalOutcome {
        guard let secret = SessionSecret(parsing: request.cookie.span) else {
            return .refused(.malformed)
        }
        let flight = Flight(id: secret.id(by: sessions.digest), host: request.host)
        let redemption: Redemption
        if flights[flight] != nil {
            redemption = await withCheckedContinuation { flights[flight]?.append($0) }
        } else {
            flights[flight] = []
            redemption = await redeem(secret, flight, for: request, in: snapshot, now)
            for waiting in flights.removeValue(forKey: flight) ?? [] {
                waiting.resume(returning: redemption)
            }
        }
        switch redemption {
        case .renewal(let renewal): return open(renewal, on: request.host, in: snapshot, at: now())
        case .refused(let fault): return .refused(fault)
        case .unavailable: return .unavailable
        }
    }

    /// The session as if the browser had come with it.
    private func open(
        _ renewal: Renewal, on host: [UInt8], in snapshot: Snapshot, at now: WallTime
    ) -> RenewalOutcome {
        var cookie = ByteBuffer(capacity: SessionSecret.textByteCount)
        renewal.session.appendText(to: &cookie)
        let outcome = sessions.authenticate(
            cookie.span, on: host.span, in: snapshot, isRenewable: false, at: now)
        switch outcome {
        case .authenticated(let principal): return .renewed(principal, renewal)
        case .rejected(.session(let fault)): return .refused(fault)
        case .rejected, .renewable: return .refused(.unknown)
        case .unavailable: return .unavailable
        }
    }

    // MARK: Redeeming

    private func redeem(
        _ secret: SessionSecret, _ flight: Flight, for request: Request, in snapshot: Snapshot,
        _ now: () -> WallTime
    ) async -> Redemption {
        do throws(SessionFault) {
            for _ in 0..<Self.attemptLimit {
                switch sessions.store.lookUp(flight.id) {
                case .found: break
                case .absent: return .refused(.unknown)
                case .pending, .unavailable: return .unavailable
                }
                let index = try sessions.openIndex(flight.id)
                guard Array(index.host.utf8) == flight.host else { throw .otherHost }
                guard snapshot.accounts?.account(of: index) != nil else { throw .accountChanged }
                try refuseRevoked(index, flight.id)
                let now = now()
                guard now < sessions.lifetimes.expiry(of: index) else { throw .expired }
                let graceEnd = sessions.lifetimes.graceEnd(from: index.lastSeen)
                switch index.kind {
                case .session: throw .malformed
                case .refresh where now < graceEnd:
                    return .renewal(Renewal(of: secret, by: sessions.digest))
                case .refresh:
                    if let redemption = await rotate(secret, index, at: now) { return redemption }
                case .spent where now < graceEnd:
                    return .renewal(try successor(of: secret, index))
                case .spent:
                    await endFamily(of: index, flight.id, request)
                    throw .reused
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

    /// What a spent secret was redeemed for.
    private func successor(
        of secret: SessionSecret, _ index: SessionIndex
    ) throws(SessionFault) -> Renewal {
        let data = try sessions.openData(beside: index, under: secret)
        guard let refresh = SessionSecret(bytes: data.span) else { throw .unreadable }
        return Renewal(of: refresh, by: sessions.digest)
    }

    /// - Returns: nil where somebody else was first; then its record says what came of it.
    private func rotate(
        _ secret: SessionSecret, _ index: SessionIndex, at now: WallTime
    ) async -> Redemption? {
        let made: (renewal: Renewal, rotation: Rotation)
        do throws(SessionFault) {
            let data = try sessions.openData(beside: index, under: secret)
            do throws(SessionRecordFault) {
                made = try sessions.makeRotation(of: secret, index, data: data.span, at: now)
            } catch {
                throw .unreadable
            }
        } catch {
            return .refused(error)
        }
        do throws(StoreFault) {
            let outcome = try await sessions.store.rotate(
                made.rotation, timeoutNanoseconds: LoginService.storeNanoseconds)
            switch outcome {
            case .rotated: return .renewal(made.renewal)
            case .overtaken: return nil
            case .gone: return .refused(.unknown)
            }
        } catch {
            log.error("a session was not renewed", ["fault": "\(error)"])
            return .unavailable
        }
    }

    /// A secret came a second time: nobody can tell the thief from the one who was robbed.
    private func endFamily(of index: SessionIndex, _ id: SessionID, _ request: Request) async {
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
        } catch {
            log.error("sessions of a stolen refresh ID not ended", ["fault": "\(error)"])
        }
        trail?.record(line)
    }
}
