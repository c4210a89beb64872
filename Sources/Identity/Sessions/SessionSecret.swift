public import Codecs
public import Crypto

/// The secret in a session cookie: 256 bits from the system's generator (T63). Two labelled hashes of it
/// are all that the gateway works with: what the session is looked up by, and what its data is sealed
/// under. It says nothing of itself when printed.
public struct SessionSecret: Sendable {
    public static let byteCount = 32
    /// Characters of its text, base64url without padding.
    public static let textByteCount = 43

    private var bytes = InlineArray<32, UInt8>(repeating: 0)

    /// A new one, that nobody could have guessed or brought (T62).
    public init(from random: SecureRandom) {
        var room = bytes.mutableSpan
        random.fill(&room)
    }

    /// - Returns: nil for anything but the one text of 32 bytes: another spelling is another cookie.
    public init?(parsing text: Span<UInt8>) {
        guard text.count == Self.textByteCount else { return nil }
        var decoded = ByteBuffer(capacity: Self.byteCount)
        do throws(Base64Fault) { try Base64URL.decode(text, into: &decoded) } catch { return nil }
        let found = decoded.span
        for index in found.indices { bytes[index] = found[index] }
    }

    /// The 43 characters that the cookie carries.
    public func appendText(to buffer: inout ByteBuffer) {
        Base64URL.encode(bytes.span, into: &buffer)
    }

    /// Of the session that this one, a refresh secret, was given out with: SHA-256("session" ‖ secret). Who
    /// holds the one could have the other at any time; so one of them alone needs to be kept.
    /// - Parameter digest: SHA-256.
    public func sessionSecret(by digest: Digest) -> SessionSecret {
        var message = ByteBuffer(capacity: 7 + Self.byteCount)
        message.append("session")
        message.append(bytes.span)
        return SessionSecret(hashing: message.span, by: digest)
    }

    private init(hashing message: Span<UInt8>, by digest: Digest) {
        digest.hash(message, into: &bytes)
    }

    /// The 32 bytes, for sealing them to something else.
    public func appendBytes(to buffer: inout ByteBuffer) { buffer.append(bytes.span) }

    /// - Returns: nil where there are not exactly 32 bytes.
    public init?(bytes found: Span<UInt8>) {
        guard found.count == Self.byteCount else { return nil }
        for index in found.indices { bytes[index] = found[index] }
    }

    /// SHA-256("id" ‖ secret).
    /// - Parameter digest: SHA-256.
    public func id(by digest: Digest) -> SessionID {
        var hash = InlineArray<32, UInt8>(repeating: 0)
        digest.hash(
            labelled(UInt8(ascii: "i"), UInt8(ascii: "d")).span.extracting(2..<36), into: &hash)
        return SessionID(hash)
    }

    /// SHA-256("key" ‖ secret).
    /// - Parameter digest: SHA-256.
    public func dataKey(by digest: Digest) -> SessionDataKey {
        var key = SessionDataKey()
        var message = labelled(UInt8(ascii: "e"), UInt8(ascii: "y"))
        message[1] = UInt8(ascii: "k")
        digest.hash(message.span.extracting(1..<36), into: &key.bytes)
        return key
    }

    /// Two bytes of room, two letters, the secret.
    private func labelled(_ last: UInt8, _ letter: UInt8) -> InlineArray<36, UInt8> {
        var message = InlineArray<36, UInt8>(repeating: 0)
        message[2] = last
        message[3] = letter
        for index in bytes.indices { message[4 + index] = bytes[index] }
        return message
    }
}

extension SessionSecret: CustomStringConvertible, CustomReflectable {
    public var description: String { "(secret)" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// The key that a session's data part is sealed under; only the cookie leads to it.
public struct SessionDataKey: Sendable {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
}

extension SessionDataKey: CustomStringConvertible, CustomReflectable {
    public var description: String { "(secret)" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
