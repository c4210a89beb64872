import Codecs
import Crypto

@testable import JOSE

/// An issuer with a key of its own, that signs whatever header and claims a test asks for.
struct TestIssuer {
    static let now = WallTime(secondsSince1970: 1_800_000_000)
    static let name = "https://issuer.example"

    let key: SigningKey
    let keys: KeySet

    /// A fresh key, but for RSA, where all issuers share the one of `TestKeys`.
    init(_ algorithm: SignatureAlgorithm = .es256) throws {
        let text =
            switch algorithm.primitive {
            case .signature(.rsaPKCS1), .signature(.rsaPSS): TestKeys.rsa(for: algorithm)
            default: try KeyGenerator.generate(for: algorithm).privateText.text
            }
        key = try SigningKey(parsing: text)
        if let publicKey = key.publicKey {
            keys = try KeySet(publicKeys: [publicKey])
        } else {
            keys = try KeySet(parsing: text, holding: .secrets)
        }
    }

    /// Rules that fit the issuer; change what the test is about.
    var rules: TokenRules {
        TokenRules(
            name: "test", issuer: Self.name, audiences: ["api"], algorithms: [key.algorithm],
            keys: keys)
    }

    var verifier: TokenVerifier { get throws { try TokenVerifier(rules) } }

    /// Claims that hold, with one replaced, added or (by nil) left out; values are JSON text.
    static func claims(_ name: String = "", _ value: String? = nil) -> String {
        var members = [
            ("iss", "\"\(Self.name)\""), ("sub", "\"alice\""), ("aud", "\"api\""),
            ("exp", "\(now.secondsSince1970 + 300)"),
        ].filter { $0.0 != name }
        if let value { members.append((name, value)) }
        return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    /// The header a signer writes, with further members.
    func header(_ further: String = "") -> String {
        "{\"alg\":\"\(key.algorithm.rawValue)\",\"kid\":\"\(key.keyID ?? "")\"\(further)}"
    }

    /// A token over any texts, signed with the issuer's key whatever the header says.
    func token(header: String? = nil, claims: String = TestIssuer.claims()) throws -> String {
        let input =
            Base64URL.encode(header ?? self.header()) + "." + Base64URL.encode(claims)
        let bytes = [UInt8](input.utf8)
        let signature = try key.sign(bytes.span)
        return input + "." + Base64URL.encode(signature.span)
    }
}

extension TokenVerifier {
    /// Parses and verifies.
    func verify(_ text: String, at now: WallTime = TestIssuer.now) throws(TokenFault)
        -> VerifiedToken
    {
        try verify(UnverifiedToken(parsing: text), at: now)
    }

    /// The fault of a token, nil where it verifies.
    func fault(of text: String, at now: WallTime = TestIssuer.now) -> TokenFault? {
        do throws(TokenFault) {
            _ = try verify(text, at: now)
            return nil
        } catch {
            return error
        }
    }
}
