import Codecs
import Crypto
import Testing

@testable import Identity

@Suite("A2 Sealed session cookies")
struct CookieSealerTests {
    private static let host = "app.example.com"

    private static func secret(_ byte: UInt8) -> Secret {
        Secret([UInt8](repeating: byte, count: CookieKeys.byteCount).span)
    }

    private static func session(_ data: [UInt8] = SessionSample.data) throws -> SealedSession {
        var index = try SessionSample().index
        index.host = host
        index.deviceID = [UInt8](repeating: 5, count: 32)
        let id = SessionID(InlineArray<32, UInt8>(repeating: 9))
        return SealedSession(id: id, index: index, data: data)
    }

    private static func seal(_ session: SealedSession, under keys: CookieKeys) throws -> [UInt8] {
        var sealer = try CookieSealer()
        var text = ByteBuffer()
        try sealer.seal(session, under: keys, into: &text)
        return [UInt8](text.span)
    }

    private static func open(
        _ text: [UInt8], on host: String = host, under keys: CookieKeys
    ) throws -> SealedSession? {
        var sealer = try CookieSealer()
        let host = Array(host.utf8)
        return sealer.open(text.span, on: host.span, under: keys)
    }

    @Test("what was sealed opens, with nothing and with much in it")
    func roundTrip() throws {
        let keys = try CookieKeys(newest: Self.secret(1))
        for data in [[], SessionSample.data, [UInt8](repeating: 0xFF, count: 1_500)] {
            let session = try Self.session(data)
            let text = try Self.seal(session, under: keys)
            #expect(try Self.open(text, under: keys) == session)
            #expect(CookieSealer.textByteCount(of: session) == text.count)
        }
    }

    @Test("T57 every truncation and every changed byte is one answer")
    func damage() throws {
        let keys = try CookieKeys(newest: Self.secret(1))
        let text = try Self.seal(Self.session(), under: keys)
        let value = try Base64URL.decode(text.span)
        for index in value.indices {
            for change in [1, 0x80, 0xFF] as [UInt8] {
                var changed = value
                changed[index] ^= change
                let damaged = Array(Base64URL.encode(changed.span).utf8)
                #expect(try Self.open(damaged, under: keys) == nil, "byte \(index)")
            }
        }
        for count in value.indices {
            let cut = Array(Base64URL.encode(value.span.extracting(first: count)).utf8)
            #expect(try Self.open(cut, under: keys) == nil, "\(count) bytes")
        }
        #expect(try Self.open(text + Array("AAAA".utf8), under: keys) == nil)
        #expect(try Self.open(text + [UInt8(ascii: "=")], under: keys) == nil)
        #expect(try Self.open(Array("not base64url!".utf8), under: keys) == nil)
    }

    @Test("T56 it opens on the host it was sealed for, and on no other")
    func host() throws {
        let keys = try CookieKeys(newest: Self.secret(1))
        let text = try Self.seal(Self.session(), under: keys)
        for host in ["", "other.example.com", "app.example.comx", "pp.example.com"] {
            #expect(try Self.open(text, on: host, under: keys) == nil, "\(host)")
        }
    }

    @Test("T54 what the same key seals for another purpose is no cookie")
    func purpose() throws {
        let keys = try CookieKeys(newest: Self.secret(1))
        let text = try Self.seal(Self.session(), under: keys)
        let value = try Base64URL.decode(text.span)
        let head = 1 + CookieKeys.nameByteCount + SessionID.byteCount
        var plain = ByteBuffer()
        let isWritten = plain.append(try Self.session())
        #expect(isWritten)
        let session = try Self.session()
        let key = try SHA256Context().key(of: keys.newest.secret, for: session.id)
        for label in ["session cookie", "session data", "login form token"] {
            var context = ByteBuffer()
            context.append(UInt8(label.utf8.count))
            context.append(label)
            context.append(Array(value[..<head]))
            _ = context.append(field: Array(Self.host.utf8).span)
            var cipher = try SealingCipher()
            var sealed = ByteBuffer()
            sealed.append(Array(value[..<head]))
            cipher.seal(plain.span, under: key.span, context: context.span, into: &sealed)
            let forged = Array(Base64URL.encode(sealed.span).utf8)
            let opened = try Self.open(forged, under: keys)
            #expect((opened != nil) == (label == "session cookie"), "\(label)")
        }
    }

    @Test("T58 a key that was rotated away from still opens, a retired one does not")
    func rotation() throws {
        let old = try CookieKeys(newest: Self.secret(1))
        let both = try CookieKeys(newest: Self.secret(2), older: [Self.secret(1)])
        let new = try CookieKeys(newest: Self.secret(2))
        let session = try Self.session()
        let before = try Self.seal(session, under: old)
        let after = try Self.seal(session, under: both)
        #expect(both.count == 2)
        #expect(try Self.open(before, under: both) == session)
        #expect(try Self.open(before, under: new) == nil)
        #expect(try Self.open(after, under: new) == session)
        #expect(try Self.open(after, under: old) == nil)
    }

    @Test("T58 equal input never gives equal output")
    func nonces() throws {
        let keys = try CookieKeys(newest: Self.secret(1))
        let texts = try (0..<1_000).map { _ in try Self.seal(Self.session(), under: keys) }
        #expect(Set(texts).count == texts.count)
    }

    @Test("what refreshes a session, or was redeemed, is no session")
    func kinds() throws {
        let keys = try CookieKeys(newest: Self.secret(1))
        for kind in [SessionIndex.Kind.refresh, .spent] {
            var session = try Self.session()
            session.index.kind = kind
            #expect(try Self.open(Self.seal(session, under: keys), under: keys) == nil)
        }
    }

    @Test("C36 what browsers would not keep is not sealed")
    func tooLarge() throws {
        let keys = try CookieKeys(newest: Self.secret(1))
        let spare =
            CookieSealer.textBytesLimit - (try Self.seal(Self.session([]), under: keys)).count
        let most = [UInt8](repeating: 1, count: spare * 3 / 4)
        let session = try Self.session(most)
        let text = try Self.seal(session, under: keys)
        #expect(
            (CookieSealer.textBytesLimit - 1...CookieSealer.textBytesLimit).contains(text.count))
        #expect(try Self.open(text, under: keys) == session)
        #expect(throws: SessionRecordFault.tooLarge) {
            // One more may take no room in base64; two do.
            try Self.seal(Self.session(most + [1, 1]), under: keys)
        }
        var long = session
        long.index.subject = String(repeating: "a", count: 70_000)
        #expect(CookieSealer.textByteCount(of: long) == nil)
        #expect(throws: SessionRecordFault.tooLarge) { try Self.seal(long, under: keys) }
    }
}
