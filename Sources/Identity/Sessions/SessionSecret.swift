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
    public func sessionSecret(by digest: borrowing SHA256Context) -> SessionSecret {
        var message = ByteBuffer(capacity: 7 + Self.byteCount)
        message.append("session")
        message.append(bytes.span)
        return SessionSecret(digest.hash(message.span))
    }

    private init(_ bytes: InlineArray<32, UInt8>) { self.bytes = bytes }

    /// The 32 bytes, for sealing them to something else.
    public func appendBytes(to buffer: inout ByteBuffer) { buffer.append(bytes.span) }

    /// - Returns: nil where there are not exactly 32 bytes.
    public init?(bytes found: Span<UInt8>) {
        guard found.count == Self.byteCount else { return nil }
        for index in found.indices { bytes[index] = found[index] }
    }

    /// SHA-256("id" ‖ secret).
    public func id(by digest: borrowing SHA256Context) -> SessionID {
        let message = labelled(UInt8(ascii: "i"), UInt8(ascii: "d"))
        return SessionID(digest.hash(message.span.extracting(2..<36)))
    }

    /// SHA-256("key" ‖ secret).
    public func dataKey(by digest: borrowing SHA256Context) -> SessionDataKey {
        var message = labelled(UInt8(ascii: "e"), UInt8(ascii: "y"))
        message[1] = UInt8(ascii: "k")
        return SessionDataKey(bytes: digest.hash(message.span.extracting(1..<36)))
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
    let bytes: InlineArray<32, UInt8>
}

extension SessionDataKey: CustomStringConvertible, CustomReflectable {
    public var description: String { "(secret)" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
