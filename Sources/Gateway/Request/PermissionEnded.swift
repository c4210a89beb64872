import HTTP
import Identity
import Transport

/// Why what was permitted is permitted no longer.
enum PermissionEnd {
    case revoked(RevocationKind)
    /// The credential has expired.
    case expired
}

/// A request that is under way when its credential is taken back or expires ends with it: what was permitted by the
/// credential must not outlive it (R4).
extension Exchange {
    /// A tunnel is closed between two frames, both ways, with code 3000; a response that has begun is cut, so
    /// that nobody takes it for whole (Q19); one that has not is a refusal. With a credential that only expired
    /// the answer is waited for, as short as it may be: it was asked for in time.
    /// - Returns: false where there is nothing to end any more, or not yet.
    func permissionEnded(_ end: PermissionEnd) -> Bool {
        switch responsePhase {
        case .complete: return false
        case .tunnel:
            facts.reason = reason(of: end)
            closeTunnel(.permissionEnded)
        case .body:
            facts.reason = reason(of: end)
            client?.cut()
        case .none, .awaited:
            guard case .revoked(let kind) = end else { return false }
            let isSession = principal.kind == .session
            dropUpstream()
            closesAfterwards = true
            refuse(
                .invalidCredential(isSession ? .session(.revoked(kind)) : .revoked(kind)),
                at: SystemClock.now())
        }
        return true
    }

    /// That the credential has expired, if it has and if that matters on this route.
    func expiry(at now: Moment) -> PermissionEnd? {
        guard let end = principal.streamsEnd, !(inForce?.outlivesCredential ?? false) else {
            return nil
        }
        return end <= (principal.kind == .session ? now.session : now.wall) ? .expired : nil
    }

    private func reason(of end: PermissionEnd) -> ReasonCode {
        switch end {
        case .revoked: .revoked
        case .expired: principal.kind == .session ? .sessionExpired : .tokenExpired
        }
    }
}
