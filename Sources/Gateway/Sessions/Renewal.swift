import Codecs
import Identity

/// What a renewal leaves for the browser: a session and what renews it next. It goes out with whatever
/// answer its request gets, a refusal or 502 included; else the browser would lose the session with it.
struct Renewal {
    let session: SessionSecret
    let refresh: SessionSecret

    /// The Set-Cookie lines.
    func append(as cookies: OwnCookies, to lines: inout ByteBuffer) {
        SessionSecrets(session: session, refresh: refresh).append(as: cookies, to: &lines)
    }
}

/// What became of a session that had expired and came with what renews it.
enum RenewalOutcome {
    case renewed(Principal, Renewal)
    case refused(SessionFault)
    /// The store cannot be asked: no reason to send anyone to log in again (C28).
    case unavailable
}
