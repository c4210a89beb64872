import Codecs
import HTTP

/// The cookies of the gateway's own. Over a secure connection their names begin with `__Host-`, which
/// browsers let only the very host set, for all paths and with Secure (RFC 6265bis §4.1.3.2); on this
/// machine's loopback names they have another name without Secure, for trying things out. Anywhere
/// else there are none: a session cookie that travels in the clear is a session given away.
enum OwnCookies {
    case secure
    case loopback

    /// nil: neither a secure connection nor a name of this machine, so nothing may be set or believed.
    /// Judged by the host the client named, not by the listener.
    init?(over scheme: Scheme, to host: borrowing CanonicalHost) {
        switch scheme {
        case .https: self = .secure
        case .http:
            guard host.isLoopback || host.isBelowLocalhost else { return nil }
            self = .loopback
        }
    }

    /// What a cookie is for.
    enum Use {
        case session
        /// Gets the next session when that one has expired, and its own successor.
        case refresh
        /// Stands for the session where browsers are given tokens.
        case access
        /// Binds a login form to the browser that was shown it.
        case login
        /// Names the browser across logins; never a credential.
        case device
    }

    func name(of use: Use) -> StaticString {
        switch (self, use) {
        case (.secure, .session): "__Host-sallyport"
        case (.secure, .refresh): "__Host-sallyport-refresh"
        case (.secure, .access): "__Host-sallyport-access"
        case (.secure, .login): "__Host-sallyport-login"
        case (.secure, .device): "__Host-sallyport-device"
        case (.loopback, .session): "sallyport-insecure"
        case (.loopback, .refresh): "sallyport-insecure-refresh"
        case (.loopback, .access): "sallyport-insecure-access"
        case (.loopback, .login): "sallyport-insecure-login"
        case (.loopback, .device): "sallyport-insecure-device"
        }
    }

    /// Whether a cookie of that name is the gateway's own, whatever its use and wherever it was set:
    /// no upstream ever sees or sets one.
    static func contains(_ name: Span<UInt8>) -> Bool {
        isFamily("__Host-sallyport", name) || isFamily("sallyport-insecure", name)
    }

    private static func isFamily(_ stem: StaticString, _ name: Span<UInt8>) -> Bool {
        let length = stem.utf8CodeUnitCount
        guard name.count >= length, name.extracting(..<length).equals(stem) else { return false }
        return name.count == length || name[length] == UInt8(ascii: "-")
    }

    /// Appends a Set-Cookie line. Without `maxAge` the cookie lives as long as the browser's session.
    func append(
        _ value: Span<UInt8>, as use: Use, maxAge: Int? = nil, to lines: inout ByteBuffer
    ) {
        lines.append("Set-Cookie: ")
        lines.append(name(of: use))
        lines.append("=")
        lines.append(value)
        lines.append("; Path=/; HttpOnly; SameSite=Lax")
        if case .secure = self { lines.append("; Secure") }
        if let maxAge {
            lines.append("; Max-Age=")
            lines.append(decimal: maxAge)
        }
        lines.append("\r\n")
    }

    /// Bytes of a name, a value and attributes that browsers keep (RFC 6265 §6.1).
    static let bytesLimit = 4_096

    /// What that leaves for the value.
    func valueBytesLimit(of use: Use) -> Int {
        var line = ByteBuffer()
        append(Span(), as: use, to: &line)
        return Self.bytesLimit - (line.count - "Set-Cookie: \r\n".utf8.count)
    }

    /// Appends the line that makes the browser forget the cookie: the same name, path and flags as
    /// when it was set (T60).
    func appendDeletion(of use: Use, to lines: inout ByteBuffer) {
        append(Span(), as: use, maxAge: 0, to: &lines)
    }
}
