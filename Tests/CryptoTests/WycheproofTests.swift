import Crypto
import TestKit
import Testing

/// Every vector of the files, without a difference for signatures: valid ones verify, invalid ones do
/// not, and the one form that the corpus leaves to the implementer is refused.
@Suite("Wycheproof", .enabled(if: Corpora.folder != nil, "\(Corpora.skipped)"))
struct WycheproofTests {
    struct SignatureFile: CustomTestStringConvertible, Sendable {
        let name: String
        let scheme: SignatureScheme
        let vectorCount: Int

        var testDescription: String { name }
    }

    static let signatureFiles: [SignatureFile] = [
        .init(name: "ecdsa_secp256r1_sha256_p1363", scheme: .ecdsa(.p256), vectorCount: 262),
        .init(name: "ecdsa_secp384r1_sha384_p1363", scheme: .ecdsa(.p384), vectorCount: 280),
        .init(name: "ecdsa_secp521r1_sha512_p1363", scheme: .ecdsa(.p521), vectorCount: 318),
        .init(name: "ed25519", scheme: .ed25519, vectorCount: 151),
        .init(name: "rsa_signature_2048_sha256", scheme: .rsaPKCS1(.sha256), vectorCount: 259),
        .init(name: "rsa_signature_2048_sha384", scheme: .rsaPKCS1(.sha384), vectorCount: 258),
        .init(name: "rsa_signature_2048_sha512", scheme: .rsaPKCS1(.sha512), vectorCount: 259),
        .init(name: "rsa_signature_3072_sha256", scheme: .rsaPKCS1(.sha256), vectorCount: 259),
        .init(name: "rsa_signature_3072_sha384", scheme: .rsaPKCS1(.sha384), vectorCount: 259),
        .init(name: "rsa_signature_3072_sha512", scheme: .rsaPKCS1(.sha512), vectorCount: 260),
        .init(name: "rsa_signature_4096_sha256", scheme: .rsaPKCS1(.sha256), vectorCount: 258),
        .init(name: "rsa_signature_4096_sha384", scheme: .rsaPKCS1(.sha384), vectorCount: 259),
        .init(name: "rsa_signature_4096_sha512", scheme: .rsaPKCS1(.sha512), vectorCount: 259),
        .init(name: "rsa_pss_2048_sha256_mgf1_32", scheme: .rsaPSS(.sha256), vectorCount: 108),
        .init(
            name: "rsa_pss_2048_sha256_mgf1_32_params", scheme: .rsaPSS(.sha256), vectorCount: 108),
        .init(name: "rsa_pss_3072_sha256_mgf1_32", scheme: .rsaPSS(.sha256), vectorCount: 108),
        .init(
            name: "rsa_pss_3072_sha256_mgf1_32_params", scheme: .rsaPSS(.sha256), vectorCount: 108),
        .init(name: "rsa_pss_4096_sha384_mgf1_48", scheme: .rsaPSS(.sha384), vectorCount: 141),
        .init(name: "rsa_pss_4096_sha512_mgf1_64", scheme: .rsaPSS(.sha512), vectorCount: 179),
        .init(
            name: "rsa_pss_4096_sha512_mgf1_64_params", scheme: .rsaPSS(.sha512), vectorCount: 179),
    ]

    @Test("Q32, T40 signatures verify exactly when they are valid", arguments: signatureFiles)
    func signatures(file: SignatureFile) throws {
        let groups = try WycheproofFile(named: file.name).testGroups
        var count = 0
        for group in groups {
            let components = try #require(group.publicKey?.components(for: file.scheme))
            let verifier = try SignatureVerifier(PublicKey(components), scheme: file.scheme)
            for vector in group.tests {
                count += 1
                let signature = [UInt8](hex: try #require(vector.sig))
                let message = [UInt8](hex: vector.msg)
                let isAccepted = verifier.verifies(signature, of: message)
                // "acceptable" is a DigestInfo without NULL in every case here: a second spelling.
                #expect(
                    isAccepted == (vector.result == .valid), "\(vector.tcId): \(vector.comment)")
            }
        }
        #expect(count == file.vectorCount)
    }

    @Test(
        "HMAC tags verify exactly when they are valid and whole",
        arguments: [
            ("hmac_sha256", DigestAlgorithm.sha256), ("hmac_sha384", .sha384),
            ("hmac_sha512", .sha512),
        ])
    func macs(name: String, algorithm: DigestAlgorithm) throws {
        var counts = (whole: 0, truncated: 0)
        for group in try WycheproofFile(named: name).testGroups {
            let isWhole = group.tagSize == algorithm.byteCount * 8
            for vector in group.tests {
                let key = try HMACKey(
                    Secret([UInt8](hex: try #require(vector.key))), algorithm: algorithm)
                let tag = [UInt8](hex: try #require(vector.tag))
                let message = [UInt8](hex: vector.msg)
                // The one difference: JOSE has no truncated tags (RFC 7518 §3.2), so the groups of
                // shorter ones are refused throughout, valid vectors included.
                let isExpected = isWhole && vector.result == .valid
                #expect(
                    key.verifies(tag, of: message) == isExpected,
                    "\(vector.tcId): \(vector.comment)")
                if isWhole { counts.whole += 1 } else { counts.truncated += 1 }
            }
        }
        #expect(counts == (87, 87))
    }
}
