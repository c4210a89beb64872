import Codecs
import Crypto
import HTTP
import Policy
import Transport

/// A request for an endpoint of our own: its body, which is a small form, is gathered; then one task on
/// the same loop makes the answer, which may take hashing a password or writing to the store.
///
/// The task owns what it needs. The client may be gone by the time it has an answer: what was done
/// stays done, and nobody is answered (T59).
extension Exchange {
    func serve(_ endpoint: Endpoint, of host: HostRoutes, at now: Instant) {
        facts.decision = .serve
        visit = Visit(
            endpoint, request, target, of: host, sessionIn: worker.snapshot.sessionCookie)
        guard case .body = requestPhase else { return answerVisit() }
        if case .length(let count) = request.framing, count > Visit.formByteCountLimit {
            return refuse(.bodyTooLarge, at: now)
        }
        // For the whole of it: a form that drips in has one deadline, as a head has.
        client?.stream.setTimeout(nanoseconds: worker.snapshot.timeouts.head, now: now)
        askForBody()
    }

    /// Takes over what `bytes` hold of the form.
    func gatherForm(_ bytes: Span<UInt8>) -> Int {
        client?.wipeReceived()
        var used = 0
        do throws(BodyFault) {
            while true {
                switch try requestBody.next(bytes, from: &used) {
                case .data(let range):
                    facts.bytesIn += range.count
                    guard facts.bytesIn <= Visit.formByteCountLimit else {
                        refuse(.bodyTooLarge, at: SystemClock.now())
                        return used
                    }
                    visit?.body.append(bytes.extracting(range))
                case .needsMore: return used
                case .end:
                    requestPhase = .complete
                    answerVisit()
                    return used
                }
            }
        } catch {
            refuse(.malformedBody(error), at: SystemClock.now())
            return bytes.count
        }
    }

    private func answerVisit() {
        guard let visit, let login = worker.login else {
            return refuse(.noRoute, at: SystemClock.now())
        }
        let ticket = Ticket(for: self)
        self.ticket = ticket
        // It is us the client waits for now, and everything the task waits for has a bound.
        client?.stream.cancelTimeout()
        worker.start {
            let answer = await login.answer(visit)
            ticket.exchange?.relay(answer, at: SystemClock.now())
        }
    }
}

/// How a task finds the exchange it works for, which by then may be over and serve another request.
final class Ticket {
    /// nil: nobody waits for the answer any more.
    private(set) weak var exchange: Exchange?

    init(for exchange: Exchange) { self.exchange = exchange }

    /// The exchange is over.
    func tear() { exchange = nil }
}
