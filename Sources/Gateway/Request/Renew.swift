import Codecs
import HTTP
import Identity
import Policy
import Transport

/// Within step 8: a session that has expired is renewed by what came with it, and the request goes on with
/// it as if nothing had been. It goes upstream once, afterwards; its body waits meanwhile.
extension Exchange {
    func renew(by handler: RequestHandler, at now: Instant) {
        guard let renewer = worker.login?.renewer,
            let request = SessionRenewer.Request(request, target, in: handler.snapshot)
        else {
            return refuse(.noCredential, at: now)
        }
        let ticket = Ticket(for: self)
        self.ticket = ticket
        // It is us the client waits for now, and the store answers in time.
        client?.stream.cancelTimeout()
        let worker = self.worker
        worker.start {
            let outcome = await renewer.renew(request, in: handler.snapshot) {
                worker.moment(at: SystemClock.now())
            }
            ticket.exchange?.renewed(outcome, by: handler)
        }
    }

    private func renewed(_ outcome: RenewalOutcome, by handler: RequestHandler) {
        let now = SystemClock.now()
        switch outcome {
        case .renewed(let principal, let secrets):
            if let cookies = OwnCookies(over: target.client.scheme, to: target.host) {
                secrets.append(as: cookies, to: &renewalLines)
            }
            let decision = handler.proceed(
                with: &request, &target, as: principal, finding: &found,
                refusing: worker.memory.revocations, at: worker.moment(at: now))
            carryOut(decision, by: handler, at: now)
            sendHead(at: now)
            if case .body = requestPhase { client?.resume() }
        case .refused(let fault): refuse(.invalidCredential(.session(fault)), at: now)
        case .unavailable: refuse(.sessionsUnavailable, at: now)
        }
    }
}

extension SessionRenewer.Request {
    /// - Returns: nil where nothing came with the request that renews a session.
    fileprivate init?(
        _ request: borrowing Request, _ target: borrowing Target, in snapshot: Snapshot
    ) {
        guard let cookies = OwnCookies(over: target.client.scheme, to: target.host),
            case .one(let cookie) = request.value(of: cookies, .refresh)
        else { return nil }
        self.init(
            secret: cookie, grant: snapshot.browserGrant, host: [UInt8](target.host.name),
            address: target.client.address.map { "\($0.unmapped)" } ?? "",
            requestID: [UInt8](target.requestID.bytes))
    }
}
