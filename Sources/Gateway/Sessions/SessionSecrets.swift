import Codecs
import Crypto
import Identity

/// What a login or a renewal gives: what opens the door, and what renews it. Only its cookies, or the answer
/// to the program that asked, are to carry it.
struct SessionSecrets {
    enum Access {
        case session(SessionSecret)
        /// An access token, in its compact form.
        case token([UInt8])
    }

    let access: Access
    /// nil: nothing renews it.
    let refresh: SessionSecret?

    init(access: Access, refresh: SessionSecret?) {
        self.access = access
        self.refresh = refresh
    }

    /// A refresh secret and the session that goes with it.
    init(of refresh: SessionSecret, by digest: borrowing SHA256Context) {
        self.init(access: .session(refresh.sessionSecret(by: digest)), refresh: refresh)
    }

    /// The Set-Cookie lines. They go out with whatever answer a request gets that was renewed, a refusal or
    /// 502 included; else the browser would lose what it was given.
    func append(as cookies: OwnCookies, to lines: inout ByteBuffer) {
        switch access {
        case .session(let secret): secret.append(as: .session, of: cookies, to: &lines)
        case .token(let token): cookies.append(token.span, as: .access, to: &lines)
        }
        refresh?.append(as: .refresh, of: cookies, to: &lines)
    }
}

extension SessionSecret {
    fileprivate func append(
        as use: OwnCookies.Use, of cookies: OwnCookies, to lines: inout ByteBuffer
    ) {
        let text = self.text
        cookies.append(text.span, as: use, to: &lines)
    }

    /// The 43 characters that a cookie or an answer carries.
    var text: [UInt8] {
        var text = ByteBuffer(capacity: Self.textByteCount)
        appendText(to: &text)
        return [UInt8](text.span)
    }
}
