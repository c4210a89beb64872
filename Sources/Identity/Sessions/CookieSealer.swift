public import Codecs
public import Crypto

/// Seals a session into the value of its cookie, and opens what was sealed so.
///
/// A value is base64url of a version byte, the key's name, the session's ID, and nonce, ciphertext and tag
/// (AES-256-GCM). It is bound, by labelled and length-prefixed context, to its purpose, to all that stands before
/// the nonce, and to the host, which is not in it (T54, T56). What cannot be opened is one answer, whatever is
/// wrong with it (T57). Each session is sealed under a key of its own, derived from the purpose's by its ID:
/// however many cookies there are, a key meets one session's renewals and comes nowhere near the number of
/// nonces it may use (T58).
///
/// One for each thread that works with sessions.
public struct CookieSealer: ~Copyable {
    public static let version: UInt8 = 1
    /// Characters of a value that is looked at; browsers keep no cookie of more.
    public static let textBytesLimit = 4_096
    private static let headByteCount = 1 + CookieKeys.nameByteCount + SessionID.byteCount

    private let digest: SHA256Context
    private var cipher: SealingCipher
    private var context = ByteBuffer(capacity: 128)
    private var plain = ByteBuffer(capacity: 512)
    private var value = ByteBuffer(capacity: 512)

    public init() throws(CryptoFault) {
        let digest = try SHA256Context()
        cipher = try SealingCipher()
        self.digest = digest
    }

    /// Appends the value that is the session from now on.
    /// - Throws: `tooLarge`, with nothing appended: no browser would keep it.
    public mutating func seal(
        _ session: SealedSession, under keys: CookieKeys, into text: inout ByteBuffer
    ) throws(SessionRecordFault) {
        plain.removeAll()
        guard plain.append(session),
            Self.textByteCount(ofPlain: plain.count) <= Self.textBytesLimit,
            prepare(name: keys.newest.name, session.id, host: session.index.host.utf8.span)
        else { throw .tooLarge }
        value.removeAll()
        value.append(head: keys.newest.name, session.id)
        cipher.seal(
            plain, under: digest.key(of: keys.newest.secret, for: session.id), for: context,
            into: &value)
        Base64URL.encode(value.span, into: &text)
    }

    /// The session whose cookie has this value.
    /// - Parameter host: the canonical host that is asked.
    /// - Returns: nil for anything that was not sealed for that host under one of `keys`.
    public mutating func open(
        _ text: Span<UInt8>, on host: Span<UInt8>, under keys: CookieKeys
    ) -> SealedSession? {
        guard text.count <= Self.textBytesLimit else { return nil }
        value.removeAll()
        do throws(Base64Fault) { try Base64URL.decode(text, into: &value) } catch { return nil }
        guard let head = Self.head(of: value.span), let secret = keys.find(head.name),
            prepare(name: head.name, head.id, host: host)
        else { return nil }
        plain.removeAll()
        let isOpen = cipher.open(
            value, from: Self.headByteCount, under: digest.key(of: secret, for: head.id),
            for: context, into: &plain)
        guard isOpen else { return nil }
        return SealedSession(id: head.id, host: host, parsing: plain.span)
    }

    /// Characters that the value of this session's cookie has, wherever it is used; nil: no value holds it.
    public static func textByteCount(of session: SealedSession) -> Int? {
        var plain = ByteBuffer()
        return plain.append(session) ? textByteCount(ofPlain: plain.count) : nil
    }

    private static func textByteCount(ofPlain count: Int) -> Int {
        ((headByteCount + SealingCipher.overheadByteCount + count) * 4 + 2) / 3
    }

    private static func head(of value: Span<UInt8>) -> (name: UInt64, id: SessionID)? {
        var reader = FieldReader()
        guard reader.byte(in: value) == version,
            let name = reader.number(byteCount: CookieKeys.nameByteCount, in: value),
            value.count >= headByteCount,
            let id = SessionID(value.extracting(reader.offset..<headByteCount))
        else { return nil }
        return (name, id)
    }

    private mutating func prepare(name: UInt64, _ id: SessionID, host: Span<UInt8>) -> Bool {
        let label: StaticString = "session cookie"
        context.removeAll()
        context.append(UInt8(label.utf8CodeUnitCount))
        context.append(label)
        context.append(head: name, id)
        return context.append(field: host)
    }
}

/// The plain bytes of a cookie: the index, but for its host, behind its length; then the data.
extension SealedSession {
    /// - Returns: nil for bytes that no session is written as.
    init?(id: SessionID, host: Span<UInt8>, parsing plain: Span<UInt8>) {
        var reader = FieldReader()
        guard let place = reader.field(in: plain),
            var index = SessionIndex(parsing: plain.extracting(place)),
            index.kind == .session, index.host.isEmpty
        else { return nil }
        index.host = String(decoding: host)
        self.init(
            id: id, index: index, data: [UInt8](plain.extracting(droppingFirst: reader.offset)))
    }
}

extension ByteBuffer {
    /// - Returns: false, with nothing to be used appended, where a field is too long.
    mutating func append(_ session: SealedSession) -> Bool {
        var index = session.index
        index.host = ""
        var bytes = ByteBuffer(capacity: 256)
        guard index.append(to: &bytes), append(field: bytes.span) else { return false }
        append(session.data)
        return true
    }

    fileprivate mutating func append(head name: UInt64, _ id: SessionID) {
        append(CookieSealer.version)
        append(bigEndian: name, byteCount: CookieKeys.nameByteCount)
        append(id.bytes.span)
    }
}
