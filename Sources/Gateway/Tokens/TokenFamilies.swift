import Codecs
import Identity
import Transport

/// Has the access tokens of logins that have ended refused from the next request on: they are good by themselves
/// for some minutes more, so a revocation is kept for as long (R1). One for each worker.
struct TokenFamilies {
    /// nil: there is nothing to revoke in.
    private let revocations: RevocationDoor?
    private let loop: EventLoop

    /// - Parameter loop: the worker's.
    init(_ revocations: RevocationDoor?, on loop: EventLoop) {
        self.revocations = revocations
        self.loop = loop
    }

    /// Durable and in force on every worker when this returns; of a login that gave no tokens nothing is kept.
    /// - Parameter issuer: who gives the tokens; nil where the gateway gives none.
    func revoke(
        _ family: [UInt8], of issuer: OwnIssuer?, because reason: ReasonCode
    ) async throws(StoreFault) {
        guard let revocations, let issuer, !family.isEmpty else { return }
        let now = SystemClock.wallTime()
        var revocation = Revocation(.family, Hex.encode(family.span), created: now)
        revocation.reason = "\(reason.name)"
        revocation.author = "sallyport"
        // A minute more, for clocks that are set back.
        let lifetime = issuer.settings.access.components.seconds
        revocation.expires = now.advanced(bySeconds: lifetime + 60)
        try await revocations.revoke(revocation, endsSessions: false, from: loop)
    }
}
