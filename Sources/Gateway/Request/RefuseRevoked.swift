import Identity

/// Step 9, `refuseRevoked`: a credential that is good by itself may have been taken back. Asked of every
/// request, whatever the authenticator remembered; what is asked lies in this worker's memory.
extension RequestHandler {
    func refuseRevoked(
        _ principal: Principal, by revocations: RevocationReader, at now: Moment
    ) throws(Refusal) {
        guard let kind = principal.revocation(in: revocations, at: now.earlier) else { return }
        throw .invalidCredential(
            principal.kind == .session ? .session(.revoked(kind)) : .revoked(kind))
    }
}
