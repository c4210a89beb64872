import Crypto
import Testing

@Suite("RFC 7518 §3 signatures")
struct SignatureVerifierTests {
    static let message = Array("header.claims".utf8)

    static let cases: [(PrivateKey.Kind, SignatureScheme)] = [
        (.rsa(bits: 2_048), .rsaPKCS1(.sha256)), (.rsa(bits: 2_048), .rsaPKCS1(.sha384)),
        (.rsa(bits: 2_048), .rsaPKCS1(.sha512)), (.rsa(bits: 2_048), .rsaPSS(.sha256)),
        (.rsa(bits: 2_048), .rsaPSS(.sha384)), (.rsa(bits: 2_048), .rsaPSS(.sha512)),
        (.ellipticCurve(.p256), .ecdsa(.p256)), (.ellipticCurve(.p384), .ecdsa(.p384)),
        (.ellipticCurve(.p521), .ecdsa(.p521)), (.ed25519, .ed25519),
    ]

    @Test("Q32 good, forged, cut, lengthened, for another message or key", arguments: cases)
    func neighbours(kind: PrivateKey.Kind, scheme: SignatureScheme) throws {
        let pair = try TestPairs.pair(kind)
        let signature = try pair.sign(Self.message, with: scheme)
        let verifier = try SignatureVerifier(pair.publicKey, scheme: scheme)
        #expect(verifier.verifies(signature, of: Self.message))
        for index in stride(from: 0, to: signature.count, by: 7) {
            var forged = signature
            forged[index] ^= 1
            #expect(!verifier.verifies(forged, of: Self.message))
        }
        for wrong in [[], Array(signature.dropLast()), signature + [0], [0] + signature] {
            #expect(!verifier.verifies(wrong, of: Self.message))
        }
        #expect(!verifier.verifies(signature, of: []))
        #expect(!verifier.verifies(signature, of: (Self.message + [0])))
        let stranger = try TestPairs.stranger(kind)
        let other = try SignatureVerifier(stranger.publicKey, scheme: scheme)
        #expect(!other.verifies(signature, of: Self.message))
        #expect(verifier.verifies(signature, of: Self.message), "failures leave no trace")
    }

    @Test("PS256 wants a salt of 32 bytes; PKCS #1 v1.5 and PSS are not taken for each other")
    func paddings() throws {
        let pair = try TestPairs.pair(.rsa(bits: 2_048))
        let schemes: [SignatureScheme] = [
            .rsaPKCS1(.sha256), .rsaPKCS1(.sha384), .rsaPSS(.sha256), .rsaPSS(.sha384),
        ]
        for signing in schemes {
            let signature = try pair.sign(Self.message, with: signing)
            for verifying in schemes {
                let verifier = try SignatureVerifier(pair.publicKey, scheme: verifying)
                #expect(
                    verifier.verifies(signature, of: Self.message)
                        == (signing == verifying))
            }
        }
    }

    @Test(
        "T40 r and s lie in 1 ... n − 1, or it is no signature", arguments: EllipticCurve.allCases)
    func scalars(curve: EllipticCurve) throws {
        let pair = try PrivateKey.generate(.ellipticCurve(curve))
        let verifier = try SignatureVerifier(pair.publicKey, scheme: .ecdsa(curve))
        let zero = [UInt8](repeating: 0, count: curve.fieldByteCount)
        let one: [UInt8] = zero.dropLast() + [1]
        let order = Self.order(of: curve)
        let last: [UInt8] = order.dropLast() + [order[order.count - 1] - 1]
        let large = [UInt8](repeating: 0xFF, count: curve.fieldByteCount)
        for r in [zero, one, last, order, large] {
            for s in [zero, one, last, order, large] {
                #expect(!verifier.verifies((r + s), of: Self.message))
            }
        }
        // The good halves survive the range check: exchanging them is what breaks the signature.
        let signature = try pair.sign(Self.message, with: .ecdsa(curve))
        let half = curve.fieldByteCount
        #expect(verifier.verifies(signature, of: Self.message))
        let swapped = signature.suffix(half) + signature.prefix(half)
        #expect(!verifier.verifies(Array(swapped), of: Self.message))
    }

    @Test("T40 the DER form is refused", arguments: EllipticCurve.allCases)
    func derForm(curve: EllipticCurve) throws {
        let pair = try PrivateKey.generate(.ellipticCurve(curve))
        let verifier = try SignatureVerifier(pair.publicKey, scheme: .ecdsa(curve))
        let raw = try pair.sign(Self.message, with: .ecdsa(curve))
        let half = curve.fieldByteCount
        func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            var digits = Array(bytes.drop { $0 == 0 })
            if let first = digits.first, first >= 0x80 { digits.insert(0, at: 0) }
            return [0x02, UInt8(digits.count)] + digits
        }
        let content = integer(raw.prefix(half)) + integer(raw.suffix(half))
        let length = content.count > 127 ? [0x81, UInt8(content.count)] : [UInt8(content.count)]
        let der = [0x30] + length + content
        #expect(!verifier.verifies(der, of: Self.message))
    }

    @Test("T53 the twin with n − s verifies too, as JOSE asks: nothing may be keyed on a signature")
    func highS() throws {
        let pair = try PrivateKey.generate(.ellipticCurve(.p256))
        let verifier = try SignatureVerifier(pair.publicKey, scheme: .ecdsa(.p256))
        let signature = try pair.sign(Self.message, with: .ecdsa(.p256))
        var borrow = 0
        var twin = Array(signature.suffix(32))
        for (index, digit) in Self.order(of: .p256).enumerated().reversed() {
            let difference = Int(digit) - Int(twin[index]) - borrow
            borrow = difference < 0 ? 1 : 0
            twin[index] = UInt8(truncatingIfNeeded: difference)
        }
        #expect(twin != Array(signature.suffix(32)))
        #expect(verifier.verifies((signature.prefix(32) + twin), of: Self.message))
    }

    @Test("one verifier serves many threads", arguments: cases)
    func shared(kind: PrivateKey.Kind, scheme: SignatureScheme) async throws {
        let pair = try TestPairs.pair(kind)
        let verifier = try SignatureVerifier(pair.publicKey, scheme: scheme)
        let signature = try pair.sign(Self.message, with: scheme)
        var forged = signature
        forged[3] ^= 0x10
        await withTaskGroup(of: Bool.self) { [forged] group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<25).allSatisfy { _ in
                        verifier.verifies(signature, of: Self.message)
                            && !verifier.verifies(forged, of: Self.message)
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    /// n of SP 800-186 §3.2.1.
    static func order(of curve: EllipticCurve) -> [UInt8] {
        switch curve {
        case .p256:
            [UInt8](hex: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
        case .p384:
            [UInt8](
                hex: "ffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973")
        case .p521:
            [UInt8](
                hex: "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
                    + "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409")
        }
    }
}
