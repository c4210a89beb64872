import Codecs
import Crypto
import TestKit
import Testing

@Suite("Sealing (RFC 5116, AES-256-GCM)")
struct SealingTests {
    private static let secret = Secret([UInt8](0..<32))

    @Test("what was sealed opens, at every length", arguments: [0, 1, 15, 16, 17, 400, 70_000])
    func roundTrip(count: Int) throws {
        var key = try SealingKey(Self.secret)
        let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let sealed = key.seal(plain, context: [1, 2])
        #expect(sealed.count == count + SealingKey.overheadByteCount)
        #expect(key.open(sealed, context: [1, 2]) == plain)
    }

    @Test("T58 equal input never gives equal output")
    func nonces() throws {
        var key = try SealingKey(Self.secret)
        let sealed = (0..<1_000).map { _ in key.seal([1, 2, 3], context: [4]) }
        #expect(Set(sealed).count == 1_000)
        #expect(Set(sealed.map { Array($0.prefix(12)) }).count == 1_000)
        #expect(Set(sealed.map { Array($0[12..<15]) }).count > 900)
    }

    @Test("T57 a changed bit anywhere, a missing byte and another context are one answer")
    func tampering() throws {
        var key = try SealingKey(Self.secret)
        let sealed = key.seal([1, 2, 3, 4], context: [9])
        for index in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[index] ^= 1 << UInt8(bit)
                #expect(key.open(changed, context: [9]) == nil)
            }
            #expect(key.open(Array(sealed.prefix(index)), context: [9]) == nil)
        }
        for context in [[], [8], [9, 0], [0, 9]] as [[UInt8]] {
            #expect(key.open(sealed, context: context) == nil)
        }
        #expect(key.open(sealed + [0], context: [9]) == nil)
        #expect(key.open(sealed, context: [9]) == [1, 2, 3, 4])
    }

    @Test("what a forged text decrypts to is not left in the buffer")
    func wiped() throws {
        var key = try SealingKey(Self.secret)
        let plain = [UInt8](repeating: 0x61, count: 64)
        var sealed = key.seal(plain, context: [])
        sealed[sealed.count - 1] ^= 1
        var room = ByteBuffer(capacity: 64)
        let opened = key.open(sealed.span, context: Span(), into: &room)
        #expect(!opened)
        let isEmpty = room.isEmpty
        #expect(isEmpty)
        room.append(upTo: 64) { memory in
            #expect(memory.allSatisfy { $0 == 0 })
            return 0
        }
    }

    @Test("a cipher takes a key at each call and leaves none behind")
    func keys() throws {
        var cipher = try SealingCipher()
        let one = [UInt8](repeating: 1, count: 32), other = [UInt8](repeating: 2, count: 32)
        let sealed = cipher.seal([7], under: one)
        #expect(cipher.open(sealed, under: other) == nil)
        #expect(cipher.open(sealed, under: one) == [7])
        #expect(cipher.open(cipher.seal([8], under: other), under: other) == [8])
        #expect(cipher.open(sealed, under: one) == [7])
    }

    @Test(
        "Wycheproof AES-256-GCM vectors open exactly when they are valid",
        .enabled(if: Corpora.folder != nil, "\(Corpora.skipped)"))
    func wycheproof() throws {
        var cipher = try SealingCipher()
        var count = 0
        let groups = try Corpora.decode(Vectors.self, from: "wycheproof/aes_gcm_test.json")
            .testGroups
        // Ours are the sizes that we write: 256-bit keys, 96-bit nonces, whole tags.
        for group in groups where (group.keySize, group.ivSize, group.tagSize) == (256, 96, 128) {
            for vector in group.tests {
                count += 1
                let sealed = [UInt8](hex: vector.iv + vector.ct + vector.tag)
                let opened = cipher.open(
                    sealed, under: [UInt8](hex: vector.key), context: [UInt8](hex: vector.aad))
                let expected = vector.result == "valid" ? [UInt8](hex: vector.msg) : nil
                #expect(opened == expected, "\(vector.tcId)")
            }
        }
        #expect(count == 66)
    }

    private struct Vectors: Decodable {
        let testGroups: [Group]

        struct Group: Decodable {
            let keySize, ivSize, tagSize: Int
            let tests: [Vector]
        }

        struct Vector: Decodable {
            let tcId: Int
            let key, iv, aad, msg, ct, tag, result: String
        }
    }
}

@Suite("Keys derived from one secret")
struct KeyDerivationTests {
    @Test("a purpose's key is HMAC-SHA256 of its name")
    func labels() throws {
        let secret = Secret([UInt8](0..<32))
        let derivation = try KeyDerivation(from: secret)
        let expected = try HMACKey(secret, algorithm: .sha256).tag(of: Array("form".utf8))
        #expect(derivation.key(for: "form").equals(expected))
        #expect(!derivation.key(for: "forms").equals(expected))
    }
}

extension SealingKey {
    fileprivate mutating func seal(_ plain: [UInt8], context: [UInt8]) -> [UInt8] {
        var sealed = ByteBuffer()
        seal(plain.span, context: context.span, into: &sealed)
        return [UInt8](sealed.span)
    }

    fileprivate mutating func open(_ sealed: [UInt8], context: [UInt8]) -> [UInt8]? {
        var plain = ByteBuffer()
        let isOpen = open(sealed.span, context: context.span, into: &plain)
        return isOpen ? [UInt8](plain.span) : nil
    }
}

extension SealingCipher {
    fileprivate mutating func seal(_ plain: [UInt8], under key: [UInt8]) -> [UInt8] {
        var sealed = ByteBuffer()
        seal(plain.span, under: key.span, context: Span(), into: &sealed)
        return [UInt8](sealed.span)
    }

    fileprivate mutating func open(
        _ sealed: [UInt8], under key: [UInt8], context: [UInt8] = []
    ) -> [UInt8]? {
        var plain = ByteBuffer()
        let isOpen = open(sealed.span, under: key.span, context: context.span, into: &plain)
        return isOpen ? [UInt8](plain.span) : nil
    }
}
