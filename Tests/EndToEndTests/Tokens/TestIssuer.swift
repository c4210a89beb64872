import Foundation
import TestKit

/// An issuer of the tests: its keys, its key set, and tokens of every kind, good and forged.
struct TestIssuer: Sendable {
    static let algorithms = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]
    static let symmetricAlgorithms = ["HS256", "HS384", "HS512"]

    /// The one of all suites; making its RSA keys takes a while.
    static let shared = Result { try TestIssuer() }

    let keys: [String: SigningKey]
    /// A key whose public part no key set holds, with the key ID of the ES256 key.
    let stranger: SigningKey
    let secret = String(
        (0..<64).map { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() ?? "x" })

    init() throws {
        keys = try Dictionary(
            uniqueKeysWithValues: Self.algorithms.map { ($0, try SigningKey.generate($0)) })
        let other = try SigningKey.generate("ES256")
        stranger = SigningKey(
            keyID: "key-ES256", algorithm: "ES256", jwk: other.jwk, sign: other.sign)
    }

    /// The public keys as a JWK Set.
    var keySet: String {
        #"{"keys":["# + keys.values.map(\.jwk).sorted().joined(separator: ",") + "]}"
    }

    /// The key for an algorithm, a shared secret for the symmetric ones.
    func key(_ algorithm: String) throws -> SigningKey {
        if let key = keys[algorithm] { return key }
        return try SigningKey.symmetric(secret, algorithm)
    }

    /// A signed token; `header` replaces the usual `{alg, kid, typ}`.
    func token(
        _ claims: Claims = .good(), _ algorithm: String = "ES256", header: String? = nil
    ) throws -> String {
        try token(claims.json, signedBy: key(algorithm), header: header)
    }

    /// A token of any payload signed by any key.
    func token(
        _ payload: String, signedBy key: SigningKey, header: String? = nil
    ) throws -> String {
        let header = header ?? #"{"alg":"\#(key.algorithm)","kid":"\#(key.keyID)","typ":"JWT"}"#
        let input = base64URL(header.utf8) + "." + base64URL(payload.utf8)
        return try input + "." + base64URL(key.sign(Array(input.utf8)))
    }
}
