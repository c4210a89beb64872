import Codecs
import Identity
import JOSE

/// What pages and documents of our own tell of a session: whose it is, until when if nobody uses it, and of
/// which login it came.
struct KnownSession {
    let account: SessionAccount
    let expiry: WallTime
    /// When the password was given; nil where the login does not say.
    let authenticated: WallTime?
    /// What else came of the same login; empty where nothing did.
    let family: [UInt8]

    var subject: String { account.subject }

    init(_ session: OpenSession, lifetimes: SessionLifetimes) {
        let index = session.index
        account = SessionAccount(issuer: index.issuer, subject: index.subject)
        expiry = lifetimes.expiry(of: index)
        authenticated = session.authenticated
        family = index.family
    }

    /// - Returns: nil where the access cookie is not good now.
    init?(accessCookie cookie: [UInt8], on host: [UInt8], in snapshot: Snapshot, at now: WallTime) {
        do throws(CredentialFault) {
            let token = try AccessCookie.verify(cookie.span, on: host.span, in: snapshot, at: now)
            account = SessionAccount(issuer: Account.issuer, subject: token.subject)
            expiry = token.expires
            authenticated = token.claims["auth_time"]?.wallTime
            family = token.claims["sid"].flatMap { Hex.decode($0.utf8) } ?? []
        } catch {
            return nil
        }
    }
}
