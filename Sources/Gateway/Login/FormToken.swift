import Codecs
import Crypto

/// Binds a form to the browser that was shown it: a MAC over the value of the pre-login cookie, the host,
/// the account and the form's end. Another site can neither read the token nor set the cookie, so it can
/// log nobody in as somebody else (login CSRF, RFC 6749 §10.12).
///
/// The key comes from the store's, so a form that was opened before a restart still works.
struct FormToken: Sendable {
    /// What a form is for; a token of one purpose is none of another (T54).
    struct Purpose: Sendable {
        fileprivate let label: StaticString
        /// How long a form may stay open, in seconds.
        let lifetime: Int64

        static let login = Purpose(label: "sallyport login form\0", lifetime: 3600)
        /// Stands in for a password that was right a moment ago.
        static let provenPassword = Purpose(label: "sallyport proven password\0", lifetime: 300)
    }

    /// Whom a form was shown to.
    struct Binding {
        /// The value of the pre-login cookie.
        let cookie: [UInt8]
        let host: [UInt8]
        /// Empty before anybody has said who they are.
        var account: [UInt8] = []
    }

    /// Of the pre-login cookie, before base64url.
    private static let cookieByteCount = 16
    private static let endByteCount = 8

    private let key: HMACKey
    let purpose: Purpose

    /// - Parameter key: for this purpose alone.
    init(key: Secret, for purpose: Purpose) throws(CryptoFault) {
        self.key = try HMACKey(key, algorithm: .sha256)
        self.purpose = purpose
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
    func token(for binding: Binding, at now: WallTime) -> String {
        let end = Self.bytes(of: now.secondsSince1970 + purpose.lifetime)
        let tag = key.tag(of: message(binding, end: end).span)
        return Base64URL.encode((end + tag).span)
    }

    /// Whether `token` was made for this and has not ended.
    func accepts(_ token: Span<UInt8>, for binding: Binding, at now: WallTime) -> Bool {
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
        guard key.verifies(tag.span, of: message(binding, end: end).span) else {
            return false
        }
        return now.secondsSince1970 < end.reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }

    /// Labelled, and each field with its length before it, so that no two forms have one message (T56).
    private func message(_ binding: Binding, end: [UInt8]) -> [UInt8] {
        var message = ByteBuffer()
        message.append(purpose.label)
        for field in [binding.cookie, binding.host, binding.account] {
            message.append(Self.bytes(of: Int64(field.count)))
            message.append(field)
        }
        message.append(end)
        return [UInt8](message.span)
    }

    private static func bytes(of number: Int64) -> [UInt8] {
        (0..<endByteCount).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
    }
}
