import Codecs
import Crypto

/// Binds a login form to the browser that was shown it: a MAC over the value of the pre-login cookie,
/// the host and the form's end. Another site can neither read the token nor set the cookie, so it can
/// log nobody in as somebody else (login CSRF, RFC 6749 §10.12).
///
/// The key comes from the store's, so a form that was opened before a restart still works.
struct FormToken: Sendable {
    /// How long a form may stay open, in seconds.
    static let lifetime: Int64 = 3600
    /// Of the pre-login cookie, before base64url.
    private static let cookieByteCount = 16
    private static let endByteCount = 8

    private let key: HMACKey

    /// - Parameter key: for this purpose alone (T54).
    init(key: Secret) throws(CryptoFault) {
        self.key = try HMACKey(key, algorithm: .sha256)
    }

    /// A value for the pre-login cookie.
    static func newCookie() -> String {
        Base64URL.encode(SecureRandom().bytes(count: cookieByteCount).span)
    }

    /// Whether a cookie is one that `newCookie` may have made.
    static func isCookie(_ text: Span<UInt8>) -> Bool {
        do throws(Base64Fault) {
            return try Base64URL.decode(text).count == cookieByteCount
        } catch {
            return false
        }
    }

    /// The token of a form that is shown now.
    func token(for cookie: Span<UInt8>, on host: Span<UInt8>, at now: WallTime) -> String {
        let end = Self.bytes(of: now.secondsSince1970 + Self.lifetime)
        let tag = key.tag(of: Self.message(cookie, host, end.span).span)
        return Base64URL.encode((end + tag).span)
    }

    /// Whether `token` belongs to this cookie and host and has not ended.
    func accepts(
        _ token: Span<UInt8>, for cookie: Span<UInt8>, on host: Span<UInt8>, at now: WallTime
    ) -> Bool {
        let bytes: [UInt8]
        do throws(Base64Fault) {
            bytes = try Base64URL.decode(token)
        } catch {
            return false
        }
        guard bytes.count == Self.endByteCount + DigestAlgorithm.sha256.byteCount else {
            return false
        }
        let end = Array(bytes.prefix(Self.endByteCount))
        let tag = Array(bytes.dropFirst(Self.endByteCount))
        guard key.verifies(tag.span, of: Self.message(cookie, host, end.span).span) else {
            return false
        }
        return now.secondsSince1970 < end.reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }

    /// Labelled, and each field with its length before it, so that no two forms have one message (T56).
    private static func message(
        _ cookie: Span<UInt8>, _ host: Span<UInt8>, _ end: Span<UInt8>
    ) -> [UInt8] {
        var message = ByteBuffer()
        message.append("sallyport login form\0")
        message.append(bytes(of: Int64(cookie.count)))
        message.append(cookie)
        message.append(bytes(of: Int64(host.count)))
        message.append(host)
        message.append(end)
        return [UInt8](message.span)
    }

    private static func bytes(of number: Int64) -> [UInt8] {
        (0..<endByteCount).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
    }
}
