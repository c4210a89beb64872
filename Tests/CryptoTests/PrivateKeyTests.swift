import Crypto
import Testing

@Suite("Private keys")
struct PrivateKeyTests {
    static let kinds: [PrivateKey.Kind] = [
        .rsa(bits: 2_048), .ellipticCurve(.p256), .ellipticCurve(.p384), .ellipticCurve(.p521),
        .ed25519,
    ]

    static func scheme(for kind: PrivateKey.Kind) -> SignatureScheme {
        switch kind {
        case .rsa: .rsaPSS(.sha256)
        case .ellipticCurve(let curve): .ecdsa(curve)
        case .ed25519: .ed25519
        }
    }

    @Test("a key exported and read again signs for the same public key", arguments: kinds)
    func roundTrip(kind: PrivateKey.Kind) throws {
        let pair = try TestPairs.pair(kind)
        let again = try PrivateKey(
            pair.exportComponents(), publicComponents: pair.publicKey.components)
        let scheme = Self.scheme(for: kind)
        let signature = try again.sign([1, 2, 3], with: scheme)
        #expect(
            try SignatureVerifier(pair.publicKey, scheme: scheme)
                .verifies(signature, of: [1, 2, 3]))
    }

    @Test("a private part of another key is refused", arguments: kinds)
    func mismatched(kind: PrivateKey.Kind) throws {
        let (one, other) = (try TestPairs.pair(kind), try TestPairs.stranger(kind))
        #expect(throws: CryptoFault.unusableKey(.mismatchedParts)) {
            _ = try PrivateKey(
                one.exportComponents(), publicComponents: other.publicKey.components)
        }
        let stranger = try PrivateKey.generate(kind == .ed25519 ? .ellipticCurve(.p256) : .ed25519)
        #expect(throws: CryptoFault.unusableKey(.mismatchedParts)) {
            _ = try PrivateKey(
                stranger.exportComponents(), publicComponents: one.publicKey.components)
        }
    }

    @Test("Q30 no RSA key is made outside 2,048 to 8,192 bits", arguments: [512, 2_047, 8_193])
    func sizes(bits: Int) {
        #expect(throws: CryptoFault.unusableKey(.modulusSize(bits: bits))) {
            _ = try PrivateKey.generate(.rsa(bits: bits))
        }
    }

    @Test("RFC 8032 §7.1 test 2: signing is deterministic and as the RFC has it")
    func ed25519() throws {
        let pair = try PrivateKey(
            .ed25519(
                seed: Secret(
                    [UInt8](hex: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
                )),
            publicComponents: .ed25519(
                [UInt8](hex: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")))
        let expected = [UInt8](
            hex: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        #expect(try pair.sign([0x72], with: .ed25519) == expected)
    }
}

@Suite("RFC 2104 HMAC keys")
struct HMACKeyTests {
    @Test("RFC 4231 §4.3 test case 2")
    func knownAnswer() throws {
        let key = try HMACKey(Secret(Array("Jefe".utf8)), algorithm: .sha256)
        let tag = key.tag(of: Array("what do ya want for nothing?".utf8))
        #expect(
            tag == [UInt8](hex: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"))
    }

    @Test("an empty key is refused, a key of one byte is a key")
    func empty() {
        #expect(throws: CryptoFault.unusableKey(.empty)) {
            _ = try HMACKey(Secret([UInt8]()), algorithm: .sha256)
        }
        #expect(throws: Never.self) { try HMACKey(Secret([0]), algorithm: .sha256) }
    }

    @Test("whole tags only; one key serves many threads")
    func verifying() async throws {
        let key = try HMACKey(SecureRandom().secret(count: 64), algorithm: .sha512)
        let tag = key.tag(of: [1, 2, 3])
        #expect(key.verifies(tag, of: [1, 2, 3]))
        #expect(!key.verifies(tag, of: [1, 2]))
        for count in 0..<64 {
            #expect(!key.verifies(tag.prefix(count), of: [1, 2, 3]))
        }
        #expect(!key.verifies((tag + [0]), of: [1, 2, 3]))
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<100).allSatisfy { _ in key.verifies(tag, of: [1, 2, 3]) }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
