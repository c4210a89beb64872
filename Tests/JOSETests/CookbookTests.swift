import Codecs
import Crypto
import Foundation
import TestKit
import Testing

@testable import JOSE

/// The worked examples of RFC 7520 §3 and §4, RFC 8037 and RFC 7797.
@Suite("RFC 7520 cookbook", .enabled(if: Corpora.folder != nil, "\(Corpora.skipped)"))
struct CookbookTests {
    /// A file of the cookbook: what went in and the token that came out.
    struct Example {
        let key: [String: Any]
        let algorithm: SignatureAlgorithm
        let header: String
        let payload: String
        let compact: String?
        let isReproducible: Bool

        init(_ path: String) throws {
            let data = try Corpora.read("jose-cookbook/\(path).json")
            let file = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let input = try #require(file["input"] as? [String: Any])
            let signing = try #require(file["signing"] as? [String: Any])
            let output = try #require(file["output"] as? [String: Any])
            key = try #require(input["key"] as? [String: Any])
            payload = try #require(input["payload"] as? String)
            let name = try #require(input["alg"] as? String)
            algorithm = try #require(SignatureAlgorithm(rawValue: name))
            header = signing["protected_b64u"] as? String ?? ""
            compact = output["compact"] as? String
            isReproducible = file["reproducible"] as? Bool ?? false
        }

        func keyText(adding members: [String: Any] = [:], removing names: [String] = []) throws
            -> String
        {
            var members = key.merging(members) { $1 }
            for name in names { members[name] = nil }
            return String(
                decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
        }

        /// A verifier with the example's key alone.
        func verifier() throws -> TokenVerifier {
            let secretMembers = ["d", "p", "q", "dp", "dq", "qi"]
            let keys = try KeySet(
                parsing: keyText(removing: secretMembers),
                holding: algorithm.isSymmetric ? .secrets : .publicKeys)
            return try TokenVerifier(
                TokenRules(
                    name: "cookbook", issuer: "i", audiences: ["a"], algorithms: [algorithm],
                    keys: keys))
        }
    }

    @Test(
        "verifies, and is signed byte for byte where the algorithm is deterministic",
        arguments: [
            "jws/4_1.rsa_v15_signature", "jws/4_2.rsa-pss_signature", "jws/4_3.ecdsa_signature",
            "jws/4_4.hmac-sha2_integrity_protection", "curve25519/jws",
        ])
    func signatures(path: String) throws {
        let example = try Example(path)
        let compact = try #require(example.compact)
        let message = try CompactJWS(parsing: compact)
        #expect(message.payload == Array(example.payload.utf8))
        try example.verifier().verifySignature(of: message)

        let key = try SigningKey(
            parsing: example.keyText(adding: ["alg": example.algorithm.rawValue]))
        let input = Array((example.header + "." + Base64URL.encode(example.payload)).utf8)
        let signature = try key.sign(input.span)
        let again = String(decoding: input, as: UTF8.self) + "." + Base64URL.encode(signature.span)
        if example.isReproducible {
            #expect(again == compact)
        }
        try example.verifier().verifySignature(of: CompactJWS(parsing: again))
    }

    @Test("every changed character of a token breaks it")
    func changedCharacters() throws {
        let example = try Example("curve25519/jws")
        let compact = Array(try #require(example.compact).utf8)
        let verifier = try example.verifier()
        for index in compact.indices {
            for replacement in [UInt8(ascii: "A"), UInt8(ascii: "_"), UInt8(ascii: ".")]
            where replacement != compact[index] {
                var changed = compact
                changed[index] = replacement
                #expect(throws: TokenFault.self, "\(index)") {
                    let text = String(decoding: changed, as: UTF8.self)
                    try verifier.verifySignature(of: CompactJWS(parsing: text))
                }
            }
        }
    }

    @Test("Q31 detached content and the JSON serialisation are not taken")
    func otherForms() throws {
        let detached = try #require(
            try Example("jws/4_5.signature_with_detached_content").compact)
        #expect(throws: TokenFault.wrongPartCount) { _ = try CompactJWS(parsing: detached) }
        for name in ["4_6.protecting_specific_header_fields", "4_8.multiple_signatures"] {
            let text = String(
                decoding: try Corpora.read("jose-cookbook/jws/\(name).json"), as: UTF8.self)
            #expect(throws: TokenFault.self) { _ = try UnverifiedToken(parsing: text) }
        }
    }

    @Test(
        "T42 RFC 7797 unencoded payloads need crit and are refused",
        arguments: ["hmac-sha2_b64_false", "4.2.hmac-sha2_b64_false"])
    func unencodedPayload(name: String) throws {
        let data = try Corpora.read("jose-cookbook/rfc7797/\(name).json")
        let file = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let signing = try #require(file["signing"] as? [String: Any])
        let header = try JSONSerialization.data(
            withJSONObject: try #require(signing["protected"] as? [String: Any]))
        let text = Base64URL.encode(String(decoding: header, as: UTF8.self)) + ".Zm9v.Zm9v"
        #expect(throws: TokenFault.criticalHeader) { _ = try CompactJWS(parsing: text) }
    }

    @Test(
        "§3 keys: public ones are taken, private ones refused in a public set, and sign",
        arguments: [
            ("3_1.ec_public_key", false), ("3_2.ec_private_key", true),
            ("3_3.rsa_public_key", false), ("3_4.rsa_private_key", true),
        ])
    func keys(name: String, isPrivate: Bool) throws {
        let text = String(
            decoding: try Corpora.read("jose-cookbook/jwk/\(name).json"), as: UTF8.self)
        let keyID = "bilbo.baggins@hobbiton.example"
        if isPrivate {
            #expect(throws: KeySetFault.key(number: 1, keyID: keyID, .privateKey)) {
                _ = try KeySet(parsing: text)
            }
        } else {
            #expect(try KeySet(parsing: text).keys.map(\.keyID) == [keyID])
        }
    }

    @Test("§3.5, §3.6 symmetric keys: for signing yes, for encryption no, in a public set never")
    func secrets() throws {
        func text(_ name: String) throws -> String {
            String(decoding: try Corpora.read("jose-cookbook/jwk/\(name).json"), as: UTF8.self)
        }
        let signing = try text("3_5.symmetric_key_mac_computation")
        #expect(try KeySet(parsing: signing, holding: .secrets).keys.count == 1)
        #expect(throws: KeySetFault.self) { _ = try KeySet(parsing: signing) }
        let encrypting = try text("3_6.symmetric_key_encryption")
        #expect(throws: KeySetFault.self) {
            _ = try KeySet(parsing: encrypting, holding: .secrets)
        }
    }
}
