import Identity
import Transport

/// How other loops have something revoked: the service does it on worker 0's loop, and who asked is told on its
/// own when that is durable and in force on every worker, or why it is not.
struct RevocationDoor: Sendable {
    private let requests: Mailbox<Request>

    private struct Request: Sendable {
        let revocation: Revocation
        /// Whether the sessions that it means are looked for and ended.
        let endsSessions: Bool
        /// nil: it is done.
        let answer: Mailbox<StoreFault?>
    }

    /// - Parameter loop: the service's.
    init(to service: RevocationService, on loop: EventLoop) {
        requests = Mailbox(on: loop) { [unowned service] request in
            loop.start {
                do throws(StoreFault) {
                    if request.endsSessions {
                        _ = try await service.revoke(request.revocation)
                    } else {
                        _ = try await service.take([request.revocation])
                    }
                    request.answer.send(nil)
                } catch {
                    request.answer.send(error)
                }
            }
        }
    }

    /// - Parameters:
    ///   - endsSessions: false for who ends in the store what the revocation means.
    ///   - loop: the one this runs on.
    func revoke(
        _ revocation: Revocation, endsSessions: Bool = true, from loop: EventLoop
    ) async throws(StoreFault) {
        let fault = await withCheckedContinuation { continuation in
            let answer = Mailbox<StoreFault?>(on: loop) { continuation.resume(returning: $0) }
            requests.send(
                Request(revocation: revocation, endsSessions: endsSessions, answer: answer))
        }
        if let fault { throw fault }
    }
}
