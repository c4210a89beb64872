import Foundation
import TestKit
import Testing

@testable import JOSE

/// The JWS and JWK files of Wycheproof. Their payloads are no claims, so what is tested is form, key
/// choice and signature. Every difference from the expected result is listed with its reason; all but
/// the last are legal by the RFCs or by a lenient reader, and refused here.
@Suite("Wycheproof JOSE", .enabled(if: Corpora.folder != nil, "\(Corpora.skipped)"))
struct WycheproofTests {
    /// Why an answer is not the corpus's.
    enum Reason {
        /// An empty payload is no claims set (Q31: three parts, none empty).
        case emptyPayload
        /// A character outside base64url is skipped by readers of MIME base64; a second spelling (T53).
        case characterOutsideAlphabet
        /// The key's `alg` is PS256, the token's PS384: both are the RFC's, but they must agree (Q30).
        case keyForAnotherAlgorithm
        /// The key's `alg` is "ES521", which is no algorithm's name: a slip in the vector.
        case keyWithoutAlgorithm
        /// The vector is, byte for byte, the valid one with the number 357: what made it invalid was
        /// lost in the corpus.
        case sameAsValidVector
    }

    static let signatureDifferences: [Int: Reason] = [
        259: .emptyPayload, 264: .emptyPayload, 268: .emptyPayload, 272: .emptyPayload,
        320: .emptyPayload, 325: .emptyPayload,
        372: .characterOutsideAlphabet, 373: .characterOutsideAlphabet,
        346: .keyForAnotherAlgorithm, 350: .keyForAnotherAlgorithm,
        347: .keyWithoutAlgorithm, 351: .keyWithoutAlgorithm,
        367: .sameAsValidVector, 370: .sameAsValidVector,
    ]

    @Test(
        "Q30, Q31, Q32, T38, T40, T41",
        arguments: [
            ("json_web_signature", 401, signatureDifferences), ("json_web_key", 26, [:]),
            ("json_web_crypto", 49, [:]),
        ])
    func vectors(name: String, count: Int, differences: [Int: Reason]) throws {
        var seen = 0
        for vector in try Self.vectors(in: name) {
            seen += 1
            let isExpected = vector.isValid == (differences[vector.number] == nil)
            #expect(vector.isAccepted == isExpected, "\(vector.number) \(vector.comment)")
        }
        #expect(seen == count)
    }

    struct Vector {
        let number: Int
        let comment: String
        let isValid: Bool
        let isSymmetric: Bool
        let keys: String
        let token: String

        /// Whether a verifier with the vector's keys, and every algorithm for that kind of key allowed,
        /// takes the signature.
        var isAccepted: Bool {
            do {
                let keySet = try KeySet(
                    parsing: keys, holding: isSymmetric ? .secrets : .publicKeys)
                var rules = TokenRules(
                    name: "wycheproof", issuer: "i", audiences: ["a"],
                    algorithms: Set(
                        SignatureAlgorithm.allCases.filter { $0.isSymmetric == isSymmetric }),
                    keys: keySet)
                rules.types = [nil, .jwt]
                let message = try CompactJWS(parsing: token)
                try TokenVerifier(rules).verifySignature(of: message)
                return true
            } catch {
                return false
            }
        }
    }

    /// The vectors of a file that are signatures; `json_web_crypto` has encrypted ones as well.
    static func vectors(in name: String) throws -> [Vector] {
        let data = try Corpora.read("wycheproof/\(name)_test.json")
        let file = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let groups = try #require(file["testGroups"] as? [[String: Any]])
        return try groups.flatMap { group -> [Vector] in
            let tests = try #require(group["tests"] as? [[String: Any]])
            let isSymmetric = group["public"] == nil
            let key = try #require(group["public"] ?? group["private"])
            let keys = String(
                decoding: try JSONSerialization.data(withJSONObject: key), as: UTF8.self)
            return try tests.compactMap { test -> Vector? in
                guard let token = test["jws"] else { return nil }
                return Vector(
                    number: try #require(test["tcId"] as? Int),
                    comment: test["comment"] as? String ?? "",
                    isValid: test["result"] as? String == "valid", isSymmetric: isSymmetric,
                    keys: keys, token: try text(of: token))
            }
        }
    }

    /// A token is a string, or an object in the JSON serialisation, which we do not take.
    private static func text(of token: Any) throws -> String {
        if let text = token as? String { return text }
        return String(decoding: try JSONSerialization.data(withJSONObject: token), as: UTF8.self)
    }
}
