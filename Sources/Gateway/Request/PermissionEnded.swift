import HTTP
import Identity
import Transport

/// A request that is under way when its credential is taken back ends with it: what was permitted by the
/// credential must not outlive it (R4).
extension Exchange {
    /// A tunnel is closed between two frames, both ways, with code 3000; a response that has begun is cut, so
    /// that nobody takes it for whole (Q19); one that has not is a refusal.
    /// - Returns: false where there is nothing to end any more.
    func permissionEnded(by kind: RevocationKind) -> Bool {
        switch responsePhase {
        case .complete: return false
        case .tunnel:
            facts.reason = .revoked
            closeTunnel(.permissionEnded)
        case .body:
            facts.reason = .revoked
            client?.cut()
        case .none, .awaited:
            let isSession = principal.kind == .session
            dropUpstream()
            closesAfterwards = true
            refuse(
                .invalidCredential(isSession ? .session(.revoked(kind)) : .revoked(kind)),
                at: SystemClock.now())
        }
        return true
    }
}
