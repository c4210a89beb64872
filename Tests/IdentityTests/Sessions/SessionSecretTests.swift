import Codecs
import Crypto
import Testing

@testable import Identity

@Suite("Session secrets and IDs")
struct SessionSecretTests {
    @Test("the 43 characters written are read back to the same session")
    func roundTrip() throws {
        let digest = try SHA256Context()
        let secret = SessionSecret(from: SecureRandom())
        let text = secret.text
        #expect(text.count == SessionSecret.textByteCount)
        let read = try #require(SessionSecret(parsing: text))
        #expect(read.id(by: digest) == secret.id(by: digest))
    }

    @Test("ID and data key are SHA-256 of their label and the secret")
    func derivation() throws {
        let digest = try SHA256Context(), sha256 = try Digest(.sha256)
        let bytes = [UInt8](0..<32)
        let text: String = Base64URL.encode(bytes.span)
        let secret = try #require(SessionSecret(parsing: Array(text.utf8)))
        let id = sha256.hash((Array("id".utf8) + bytes).span)
        #expect(secret.id(by: digest).hex == Hex.encode(id.span))
        // The key itself is not to be had: one that is sealed under shows that it is the right one.
        let key = sha256.hash((Array("key".utf8) + bytes).span)
        let keys = SessionKeys(of: secret, by: digest)
        #expect(keys.id == secret.id(by: digest))
        let made = keys.dataKey
        withUnsafeBytes(of: made) { #expect(Array($0) == key) }
    }

    @Test("T53 every other text is refused")
    func otherTexts() {
        let text = SessionSecret(from: SecureRandom()).text
        for count in 0..<text.count {
            #expect(SessionSecret(parsing: Array(text.prefix(count))) == nil)
        }
        #expect(SessionSecret(parsing: (text + text.prefix(1))) == nil)
        for index in text.indices {
            for byte in [0, 0x20, 0x2B, 0x2F, 0x3D, 0x80, 0xFF] as [UInt8] {
                var changed = text
                changed[index] = byte
                #expect(SessionSecret(parsing: changed) == nil)
            }
        }
        // Stray bits in the last character: a second spelling.
        let zeros = [UInt8](repeating: UInt8(ascii: "A"), count: 43)
        #expect(SessionSecret(parsing: zeros) != nil)
        #expect(SessionSecret(parsing: (zeros.dropLast() + [UInt8(ascii: "B")])) == nil)
    }

    @Test("T63 no two are alike, and none is printed")
    func secrets() {
        let secrets = (0..<1_000).map { _ in SessionSecret(from: SecureRandom()) }
        #expect(Set(secrets.map(\.text)).count == 1_000)
        #expect("\(secrets[0])" == "(secret)")
        var dumped = ""
        dump(secrets[0], to: &dumped)
        #expect(!dumped.contains("bytes"))
    }

    @Test("an ID is 64 hexadecimal digits and equal to itself alone")
    func ids() throws {
        let bytes = [UInt8](0..<32)
        let id = try #require(SessionID(bytes))
        #expect(id.hex == Hex.encode(bytes.span))
        #expect(SessionID(hex: id.hex) == id)
        #expect(SessionID(hex: id.hex.uppercased()) == id)
        #expect(SessionID(hex: String(id.hex.dropLast())) == nil)
        #expect(SessionID(hex: "g" + id.hex.dropFirst()) == nil)
        #expect(SessionID(Array(bytes.dropLast())) == nil)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(SessionID(changed) != id)
        }
    }
}

extension SessionSecret {
    var text: [UInt8] {
        var buffer = ByteBuffer()
        appendText(to: &buffer)
        return [UInt8](buffer.span)
    }
}
