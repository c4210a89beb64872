import Codecs
import HTTP
import Identity

extension SessionIndex {
    /// Of a session that begins now for an account, on the host and from the browser that are visiting.
    init(_ account: Account, _ visit: Visit, lifetimes: SessionLifetimes, at now: WallTime) {
        let owner = Owner(
            issuer: Account.issuer, subject: account.name.text,
            host: String(decoding: visit.host.span))
        self.init(owner, created: now, absoluteExpiry: lifetimes.absoluteExpiry(ofCreated: now))
        setDevice(String(decoding: visit.userAgent.span))
        address = visit.client.address.map { "\($0.unmapped)" } ?? ""
        fingerprint = account.fingerprint.bytes
    }
}

extension OpenSession {
    /// Whose session it is.
    var account: SessionAccount {
        SessionAccount(issuer: index.issuer, subject: index.subject)
    }
}

extension AccountTable {
    /// The account that a session is of; nil where it is gone or its line is another one now.
    func account(of index: SessionIndex) -> Account? {
        guard index.issuer == Account.issuer, let name = AccountName(index.subject),
            let account = self[name], account.fingerprint.bytes == index.fingerprint
        else { return nil }
        return account
    }
}

extension AccountFingerprint {
    /// As a session's record keeps it.
    var bytes: [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: bits >> UInt128(120 - 8 * $0)) }
    }
}
