import Codecs
import Identity
import JOSE

/// What a page of our own tells of a session: whose it is, and until when if nobody uses it.
struct KnownSession {
    let subject: String
    let expiry: WallTime

    init(_ session: OpenSession) {
        subject = session.index.subject
        expiry = session.expiry
    }

    /// - Returns: nil where the access cookie is not good now.
    init?(accessCookie cookie: [UInt8], on host: [UInt8], in snapshot: Snapshot, at now: WallTime) {
        do throws(CredentialFault) {
            let token = try AccessCookie.verify(cookie.span, on: host.span, in: snapshot, at: now)
            subject = token.subject
            expiry = token.expires
        } catch {
            return nil
        }
    }
}
