import Codecs
import Crypto
import Testing

@Suite("Secrets")
struct SecretTests {
    struct Settings { let secret: Secret }

    @Test("Q40, T91 a secret printed in any way shows nothing")
    func printing() {
        let secret = Secret(Array("hunter2".utf8))
        var dumped = ""
        dump(Settings(secret: secret), to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), "\(Settings(secret: secret))", dumped,
        ] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("104"), "not as bytes either")
        }
        #expect("\(secret)" == "(secret)")
    }

    @Test("Q40 compares by content and length")
    func comparing() {
        let secret = Secret([1, 2, 3])
        #expect(secret.equals([1, 2, 3]))
        #expect(!secret.equals([1, 2, 4]))
        #expect(!secret.equals([0, 2, 3]))
        #expect(!secret.equals([1, 2]))
        #expect(!secret.equals([1, 2, 3, 0]))
        let nothing = Secret([UInt8]())
        #expect(nothing.count == 0)
        #expect(nothing.equals([UInt8]()))
    }

    @Test("holds its own copy")
    func copying() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = Secret(bytes)
        bytes[0] = 9
        #expect(secret.equals([1, 2, 3]))
    }

    @Test("gathers bytes up to its room, and shows nothing of them")
    func gathering() {
        let buffer = SecretBuffer(capacity: 5)
        #expect(buffer.count == 0 && buffer.capacity == 5)
        let bytes: [UInt8] = [1, 2, 3]
        buffer.append(bytes.span)
        buffer.append(Span())
        buffer.append(4)
        buffer.append(5)
        #expect([UInt8](buffer.span) == [1, 2, 3, 4, 5])
        #expect("\(buffer)" == "(secret)")
        let nothing = SecretBuffer(capacity: 0)
        #expect([UInt8](nothing.span).isEmpty)
    }

    @Test("Q40 more than there is room for traps instead of writing behind it")
    func overflow() async {
        await #expect(processExitsWith: .failure) { SecretBuffer(capacity: 0).append(1) }
        await #expect(processExitsWith: .failure) {
            let bytes: [UInt8] = [1, 2, 3]
            SecretBuffer(capacity: 2).append(bytes.span)
        }
    }

    @Test("a buffer's first bytes are overwritten where they lie")
    func wiping() {
        var buffer = ByteBuffer()
        buffer.append([1, 2, 3, 4])
        buffer.wipe(first: 3)
        #expect([UInt8](buffer.span) == [0, 0, 0, 4])
        var nothing = ByteBuffer()
        nothing.wipe(first: 0)
        #expect([UInt8](nothing.span).isEmpty)
    }

    @Test("constant-time comparison answers as == does, at every place")
    func constantTime() {
        let bytes = [UInt8](0..<64)
        #expect(constantTimeEquals(bytes, bytes))
        #expect(constantTimeEquals([UInt8](), [UInt8]()))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!constantTimeEquals(bytes, other))
        }
    }
}

@Suite("Random bytes")
struct SecureRandomTests {
    @Test("T63 as many as asked for, and never the same twice")
    func distinct() {
        let random = SecureRandom()
        #expect(random.bytes(count: 0).isEmpty)
        #expect(random.bytes(count: 1).count == 1)
        #expect(Set((0..<1_000).map { _ in random.bytes(count: 16) }).count == 1_000)
        #expect(Set((0..<1_000).map { _ in random.number() }).count == 1_000)
        #expect(random.secret(count: 32).count == 32)
    }
}
