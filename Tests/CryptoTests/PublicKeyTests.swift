import Crypto
import Testing

@Suite("RFC 7518 §6 public keys")
struct PublicKeyTests {
    /// An odd number of exactly that many bits, the same each time.
    static func modulus(bits: Int) -> [UInt8] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        var bytes = (0..<(bits + 7) / 8).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(state >> 56)
        }
        let topBit = (bits - 1) % 8
        bytes[0] = bytes[0] & (1 << topBit - 1) | 1 << topBit
        bytes[bytes.count - 1] |= 1
        return bytes
    }

    @Test("Q30 RSA moduli of 2,048 to 8,192 bits", arguments: [2_048, 2_049, 3_072, 8_191, 8_192])
    func modulusInRange(bits: Int) throws {
        _ = try PublicKey(
            .rsa(modulus: Self.modulus(bits: bits), publicExponent: [1, 0, 1]))
    }

    @Test("Q30 no other RSA modulus", arguments: [8, 512, 1_024, 2_047, 8_193, 16_384])
    func modulusOutOfRange(bits: Int) {
        #expect(throws: CryptoFault.unusableKey(.modulusSize(bits: bits))) {
            _ = try PublicKey(
                .rsa(modulus: Self.modulus(bits: bits), publicExponent: [1, 0, 1]))
        }
    }

    @Test("an even modulus is refused")
    func evenModulus() {
        var modulus = Self.modulus(bits: 2_048)
        modulus[modulus.count - 1] &= 0xFE
        #expect(throws: CryptoFault.unusableKey(.weakModulus)) {
            _ = try PublicKey(.rsa(modulus: modulus, publicExponent: [1, 0, 1]))
        }
    }

    @Test("CVE-2017-15361 a modulus from Infineon's generator is refused")
    func brokenGenerator() {
        // A power of 65,537 is one modulo every small prime: what the generator's moduli have in common.
        var modulus: [UInt8] = [1]
        for _ in 0..<128 {
            var carry = 0
            let shifted = modulus + [0, 0]
            let padded = [0, 0] + modulus
            modulus = zip(shifted, padded).reversed().map { pair in
                carry += Int(pair.0) + Int(pair.1)
                defer { carry >>= 8 }
                return UInt8(carry & 0xFF)
            }.reversed()
            if carry > 0 { modulus.insert(UInt8(carry), at: 0) }
        }
        let fault = CryptoFault.unusableKey(.weakModulus)
        #expect(throws: fault) {
            _ = try PublicKey(.rsa(modulus: modulus, publicExponent: [1, 0, 1]))
        }
        modulus[modulus.count - 1] ^= 2
        #expect(throws: Never.self) {
            try PublicKey(.rsa(modulus: modulus, publicExponent: [1, 0, 1]))
        }
    }

    @Test(
        "exponents: odd, at least 3, at most 64 bits",
        arguments: [
            ([], false), ([0], false), ([1], false), ([2], false), ([3], true), ([4], false),
            ([1, 0, 1], true), ([1, 0, 0], false), ([UInt8](repeating: 0xFF, count: 8), true),
            ([1] + [UInt8](repeating: 0xFF, count: 8), false),
        ])
    func exponents(exponent: [UInt8], isAccepted: Bool) {
        let components = PublicKeyComponents.rsa(
            modulus: Self.modulus(bits: 2_048), publicExponent: exponent)
        if isAccepted {
            #expect(throws: Never.self) { try PublicKey(components) }
        } else {
            #expect(throws: CryptoFault.unusableKey(.publicExponent)) { try PublicKey(components) }
        }
    }

    @Test("leading zeros are dropped, so that equal keys are equal")
    func leadingZeros() throws {
        let modulus = Self.modulus(bits: 2_048)
        let padded = try PublicKey(.rsa(modulus: [0, 0] + modulus, publicExponent: [0, 1, 0, 1]))
        #expect(padded.components == .rsa(modulus: modulus, publicExponent: [1, 0, 1]))
    }

    @Test("coordinates have exactly the length of their curve", arguments: EllipticCurve.allCases)
    func coordinates(curve: EllipticCurve) throws {
        let key = try PrivateKey.generate(.ellipticCurve(curve)).publicKey
        guard case .ellipticCurve(_, let x, let y) = key.components else {
            Issue.record("no EC key")
            return
        }
        #expect(try PublicKey(.ellipticCurve(curve, x: x, y: y)).components == key.components)
        for wrong in [Array(x.dropLast()), [0] + x, []] {
            let fault = CryptoFault.unusableKey(
                .coordinateLength(expected: curve.fieldByteCount, found: wrong.count))
            #expect(throws: fault) { try PublicKey(.ellipticCurve(curve, x: wrong, y: y)) }
            #expect(throws: fault) { try PublicKey(.ellipticCurve(curve, x: x, y: wrong)) }
        }
    }

    @Test("a point off its curve is refused", arguments: EllipticCurve.allCases)
    func pointOffCurve(curve: EllipticCurve) throws {
        let key = try PrivateKey.generate(.ellipticCurve(curve)).publicKey
        guard case .ellipticCurve(_, let x, var y) = key.components else { return }
        y[y.count - 1] ^= 1
        let zero = [UInt8](repeating: 0, count: curve.fieldByteCount)
        let large = [UInt8](repeating: 0xFF, count: curve.fieldByteCount)
        for (x, y) in [(x, y), (zero, zero), (large, large)] {
            #expect(throws: CryptoFault.unusableKey(.notOnCurve)) {
                _ = try PublicKey(.ellipticCurve(curve, x: x, y: y))
            }
        }
    }

    @Test("Ed25519 keys have 32 bytes", arguments: [0, 31, 33, 57])
    func ed25519(count: Int) {
        let fault = CryptoFault.unusableKey(.coordinateLength(expected: 32, found: count))
        #expect(throws: fault) {
            _ = try PublicKey(.ed25519([UInt8](repeating: 1, count: count)))
        }
    }

    @Test("each type of key is for its own schemes and no others")
    func schemes() throws {
        let schemes: [SignatureScheme] = [
            .rsaPKCS1(.sha256), .rsaPSS(.sha256), .ecdsa(.p256), .ecdsa(.p384), .ecdsa(.p521),
            .ed25519,
        ]
        let kinds: [(PrivateKey.Kind, [SignatureScheme])] = [
            (.rsa(bits: 2_048), [.rsaPKCS1(.sha256), .rsaPSS(.sha256)]),
            (.ellipticCurve(.p256), [.ecdsa(.p256)]), (.ellipticCurve(.p384), [.ecdsa(.p384)]),
            (.ellipticCurve(.p521), [.ecdsa(.p521)]), (.ed25519, [.ed25519]),
        ]
        for (kind, own) in kinds {
            let pair = try TestPairs.pair(kind)
            for scheme in schemes where own.contains(scheme) {
                let verifier = try SignatureVerifier(pair.publicKey, scheme: scheme)
                let signature = try pair.sign([1, 2, 3], with: scheme)
                #expect(verifier.verifies(signature, of: [1, 2, 3]))
            }
            for scheme in schemes where !own.contains(scheme) {
                #expect(throws: CryptoFault.unusableKey(.unsupportedType)) {
                    _ = try SignatureVerifier(pair.publicKey, scheme: scheme)
                }
                #expect(throws: CryptoFault.unusableKey(.unsupportedType)) {
                    _ = try pair.sign([1], with: scheme)
                }
            }
        }
    }

    @Test("DER that is no key, or has bytes behind it, is malformed")
    func malformed() {
        // An Ed25519 SubjectPublicKeyInfo: RFC 8410 §10.1.
        let key = [UInt8](
            hex:
                "302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1"
        )
        #expect(throws: Never.self) { try PublicKey(subjectPublicKeyInfo: key) }
        for count in 0..<key.count {
            #expect(throws: CryptoFault.unusableKey(.malformed)) {
                _ = try PublicKey(subjectPublicKeyInfo: key.prefix(count))
            }
        }
        #expect(throws: CryptoFault.unusableKey(.malformed)) {
            _ = try PublicKey(subjectPublicKeyInfo: (key + [0]))
        }
        // X25519 agrees on keys and signs nothing.
        var exchange = key
        exchange[8] = 0x6E
        #expect(throws: CryptoFault.unusableKey(.unsupportedType)) {
            _ = try PublicKey(subjectPublicKeyInfo: exchange)
        }
    }
}
