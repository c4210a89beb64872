import Codecs
import HTTP
import Policy
import Transport

/// Steps 2 to 11 in the exchange: the decision, and what becomes of it.
extension Exchange {
    func decide(at now: Instant) {
        target.requestID.set(worker.requestIDs.next())
        guard let client else { return }
        let handler = RequestHandler(snapshot: worker.snapshot)
        let decision = handler.decide(
            &request, &target, from: client.origin, remembering: &worker.memory, finding: &found,
            at: worker.moment(at: now))
        worker.countCredentials()
        if !found.reissued.isEmpty,
            let cookies = OwnCookies(over: target.client.scheme, to: target.host)
        {
            let reissued = found.reissued
            cookies.append(reissued.span, as: .session, to: &renewalLines)
        }
        carryOut(decision, by: handler, at: now)
    }

    func carryOut(
        _ decision: consuming Decision, by handler: RequestHandler, at now: Instant
    ) {
        inForce = found.route.map { handler.snapshot.routes[$0.index] }
        facts.decided = SystemClock.now()
        switch consume decision {
        case .forward(let permit): forward(with: permit, by: handler, at: now)
        case .renew: renew(by: handler, at: now)
        case .serve(let endpoint, let host): serve(endpoint, of: host, at: now)
        case .refuse(let refusal): refuse(refusal, at: now)
        }
    }
}
