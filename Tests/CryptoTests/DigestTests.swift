import Crypto
import Testing

@Suite("FIPS 180-4 digests")
struct DigestTests {
    /// NIST's examples for "abc" and for nothing.
    static let vectors: [(DigestAlgorithm, String, String)] = [
        (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            .sha384, "abc",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                + "8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512, "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ]

    @Test("known answers", arguments: vectors)
    func knownAnswers(algorithm: DigestAlgorithm, text: String, expected: String) throws {
        let digest = try Digest(algorithm)
        #expect(digest.hash(Array(text.utf8)) == [UInt8](hex: expected))
    }

    @Test("by one context, again and again, it is the same hash")
    func context() throws {
        let digest = try Digest(.sha256), context = try SHA256Context()
        for count in [0, 1, 34, 64, 1_000, 0] {
            let bytes = [UInt8](repeating: 3, count: count)
            let hash = context.hash(bytes.span)
            #expect((0..<32).map { hash[$0] } == digest.hash(bytes))
        }
    }

    @Test("RFC 6455 §1.3 the handshake's example")
    func webSocketAccept() throws {
        let text = "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        let expected = [UInt8](hex: "b37a4f2cc0624f1690f64606cf385945b2bec4ea")
        #expect(try Digest(.sha1).hash(Array(text.utf8)) == expected)
    }

    @Test("one digest serves many threads")
    func shared() async throws {
        let digest = try Digest(.sha256)
        let bytes = [UInt8](repeating: 7, count: 1_000)
        let expected = digest.hash(bytes)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<100).allSatisfy { _ in digest.hash(bytes) == expected } }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
