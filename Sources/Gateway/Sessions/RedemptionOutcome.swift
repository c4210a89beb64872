import Identity

/// What became of a refresh secret that was presented.
enum RedemptionOutcome {
    case given(SessionSecrets)
    case refused(SessionFault)
    /// The store cannot be asked: no reason to send anyone to log in again (C28).
    case unavailable
}

/// What became of a session that had expired and came with what renews it.
enum RenewalOutcome {
    case renewed(Principal, SessionSecrets)
    case refused(SessionFault)
    case unavailable
}
