import Codecs
import Crypto
import Testing

@testable import JOSE

@Suite("RFC 7519 §7.2 verifying a token")
struct TokenVerifierTests {
    @Test("Q30 a good token of every algorithm", arguments: SignatureAlgorithm.allCases)
    func algorithms(algorithm: SignatureAlgorithm) throws {
        let issuer = try TestIssuer(algorithm)
        let token = try issuer.verifier.verify(issuer.token())
        #expect(token.issuerName == "test")
        #expect(token.subject == "alice")
        #expect(token.expires == WallTime(secondsSince1970: 1_800_000_300))
        #expect(token.refusedFrom == WallTime(secondsSince1970: 1_800_000_330))
        #expect(token.issuedAt == nil)
        #expect(token.claims["aud"]?.string == "api")
    }

    @Test(
        "T38 the header's algorithm is not the key's: every pair",
        arguments: SignatureAlgorithm.allCases)
    func algorithmConfusion(signed: SignatureAlgorithm) throws {
        let issuer = try TestIssuer(signed)
        var rules = issuer.rules
        rules.algorithms = Set(
            SignatureAlgorithm.allCases.filter { $0.isSymmetric == signed.isSymmetric })
        let verifier = try TokenVerifier(rules)
        for claimed in SignatureAlgorithm.allCases where claimed != signed {
            let header = "{\"alg\":\"\(claimed.rawValue)\",\"kid\":\"\(issuer.key.keyID ?? "")\"}"
            let fault = verifier.fault(of: try issuer.token(header: header))
            let isOtherSymmetry = claimed.isSymmetric != signed.isSymmetric
            #expect(fault == (isOtherSymmetry ? .algorithmNotAllowed : .keyNotForAlgorithm))
        }
    }

    @Test("T38 a public key's text used as an HMAC secret is refused")
    func publicKeyAsSecret() throws {
        let issuer = try TestIssuer(.rs256)
        let forger = try SigningKey(
            secret: Secret(issuer.keys.serialized()), keyID: issuer.key.keyID, algorithm: .hs256)
        let forged = try TokenSigner(forger).sign(claims: TestIssuer.claims())
        #expect(try issuer.verifier.fault(of: forged) == .algorithmNotAllowed)
    }

    @Test("T38 rules that mix shared secrets and key pairs are not put in force")
    func mixedSymmetry() throws {
        let pair = try TestIssuer(.es256)
        let shared = try TestIssuer(.hs256)
        let mixtures: [(TestIssuer, Set<SignatureAlgorithm>)] = [
            (pair, [.es256, .hs256]), (pair, [.hs256]), (shared, [.hs256, .es256]),
            (shared, [.es256]),
        ]
        for (issuer, algorithms) in mixtures {
            var rules = issuer.rules
            rules.algorithms = algorithms
            #expect(throws: TokenRulesFault.mixedSymmetry) { _ = try TokenVerifier(rules) }
        }
    }

    @Test("T41 a key in the header does not verify its own token")
    func carriedKey() throws {
        let issuer = try TestIssuer()
        let stranger = try TestIssuer()
        let jwk = stranger.keys.serialized().split(separator: "\n")[1]
        let forged = try stranger.token(header: issuer.header(",\"jwk\":\(jwk)"))
        #expect(try issuer.verifier.fault(of: forged) == .invalidSignature)
        let honest = try issuer.token(header: issuer.header(",\"jwk\":\(jwk)"))
        #expect(try issuer.verifier.fault(of: honest) == nil)
    }

    @Test("T40 a signature of zeros", arguments: [SignatureAlgorithm.es256, .es384, .es512])
    func zeroSignature(algorithm: SignatureAlgorithm) throws {
        let issuer = try TestIssuer(algorithm)
        let parts = try issuer.token().split(separator: ".")
        for count in [1, 63, 64, 65, 96, 132] {
            let zeros = [UInt8](repeating: 0, count: count)
            let forged = "\(parts[0]).\(parts[1])." + Base64URL.encode(zeros.span)
            #expect(try issuer.verifier.fault(of: forged) == .invalidSignature)
        }
    }

    @Test("a changed header, changed claims, and another token's signature")
    func forged() throws {
        let issuer = try TestIssuer()
        let one = try issuer.token().split(separator: ".")
        let other = try issuer.token(
            header: issuer.header(",\"typ\":\"JWT\""), claims: TestIssuer.claims("sub", "\"bob\"")
        ).split(separator: ".")
        let verifier = try issuer.verifier
        for mixed in [
            [one[0], one[1], other[2]], [one[0], other[1], one[2]], [other[0], one[1], one[2]],
        ] {
            #expect(verifier.fault(of: mixed.joined(separator: ".")) == .invalidSignature)
        }
        #expect(verifier.fault(of: one.joined(separator: ".")) == nil)
        #expect(verifier.fault(of: other.joined(separator: ".")) == nil)
    }

    @Test("Q34 the signature comes first: a forged token learns nothing about its claims")
    func order() throws {
        let issuer = try TestIssuer()
        let stranger = try TestIssuer()
        let forged = try stranger.token(header: issuer.header(), claims: "{}")
        #expect(try issuer.verifier.fault(of: forged) == .invalidSignature)
    }
}

@Suite("RFC 7515 §4.1.4 choosing the key")
struct KeyChoiceTests {
    @Test("a kid that no key has is a fault of its own")
    func unknownKey() throws {
        let issuer = try TestIssuer()
        for kid in ["", "other", (issuer.key.keyID ?? "") + " "] {
            let token = try issuer.token(header: "{\"alg\":\"ES256\",\"kid\":\"\(kid)\"}")
            #expect(try issuer.verifier.fault(of: token) == .unknownKey)
        }
    }

    @Test("without kid every key of the algorithm is tried")
    func withoutKeyID() throws {
        let issuers = try (0..<3).map { _ in try TestIssuer() }
        let keys = try KeySet(
            publicKeys: issuers.flatMap(\.keys.keys) + TestIssuer(.edDSA).keys.keys)
        var rules = issuers[0].rules
        rules.keys = keys
        rules.algorithms = [.es256, .edDSA, .es384]
        let verifier = try TokenVerifier(rules)
        for issuer in issuers {
            #expect(verifier.fault(of: try issuer.token(header: #"{"alg":"ES256"}"#)) == nil)
            #expect(verifier.fault(of: try issuer.token()) == nil)
        }
        let stranger = try TestIssuer()
        #expect(
            verifier.fault(of: try stranger.token(header: #"{"alg":"ES256"}"#)) == .invalidSignature
        )
        #expect(
            verifier.fault(of: try TestIssuer(.es384).token(header: #"{"alg":"ES384"}"#))
                == .keyNotForAlgorithm)
        // The kid of one key and the signature of another.
        let mixed = try issuers[1].token(header: issuers[0].header())
        #expect(verifier.fault(of: mixed) == .invalidSignature)
    }

    @Test("without kid ten keys are tried, not eleven: verifying is what costs")
    func attempts() throws {
        let issuers = try (0..<11).map { _ in try TestIssuer(.edDSA) }
        let header = #"{"alg":"EdDSA"}"#
        var rules = issuers[0].rules
        rules.keys = try KeySet(publicKeys: issuers.dropLast().flatMap(\.keys.keys))
        let ten = try TokenVerifier(rules)
        #expect(ten.fault(of: try issuers[9].token(header: header)) == nil)
        #expect(ten.fault(of: try issuers[10].token(header: header)) == .invalidSignature)
        rules.keys = try KeySet(publicKeys: issuers.flatMap(\.keys.keys))
        let eleven = try TokenVerifier(rules)
        #expect(eleven.fault(of: try issuers[9].token(header: header)) == nil)
        #expect(eleven.fault(of: try issuers[10].token(header: header)) == .keyIDRequired)
        #expect(eleven.fault(of: try issuers[10].token()) == nil)
    }

    @Test("keys of different type may share a kid")
    func sharedKeyID() throws {
        let (one, other) = (try TestIssuer(.es256), try TestIssuer(.edDSA))
        let keys = [one, other].flatMap(\.keys.keys).map {
            Key(material: $0.material, keyID: "k", algorithm: $0.algorithm)
        }
        var rules = one.rules
        rules.keys = try KeySet(publicKeys: keys)
        rules.algorithms = [.es256, .edDSA]
        let verifier = try TokenVerifier(rules)
        #expect(verifier.fault(of: try one.token(header: #"{"alg":"ES256","kid":"k"}"#)) == nil)
        #expect(verifier.fault(of: try other.token(header: #"{"alg":"EdDSA","kid":"k"}"#)) == nil)
        #expect(
            verifier.fault(of: try other.token(header: #"{"alg":"ES256","kid":"k"}"#))
                == .invalidSignature)
    }

    @Test("a bare secret has no name and fits every kid")
    func bareSecret() throws {
        let secret = SecureRandom().secret(count: 32)
        let key = try SigningKey(secret: secret, keyID: "anything", algorithm: .hs256)
        let verifier = try TokenVerifier(
            TokenRules(
                name: "test", issuer: TestIssuer.name, audiences: ["api"], algorithms: [.hs256],
                keys: KeySet(secret: secret)))
        #expect(verifier.fault(of: try TokenSigner(key).sign(claims: TestIssuer.claims())) == nil)
        let other = try SigningKey(
            secret: SecureRandom().secret(count: 32), keyID: "anything", algorithm: .hs256)
        #expect(
            verifier.fault(of: try TokenSigner(other).sign(claims: TestIssuer.claims()))
                == .invalidSignature)
    }

    @Test(
        "RFC 7518 §3.2 a secret has as many bytes as the hash",
        arguments: [
            (SignatureAlgorithm.hs256, 32), (.hs384, 48), (.hs512, 64),
        ])
    func secretLength(algorithm: SignatureAlgorithm, byteCount: Int) throws {
        func rules(_ count: Int) -> TokenRules {
            TokenRules(
                name: "test", issuer: TestIssuer.name, audiences: ["api"], algorithms: [algorithm],
                keys: KeySet(secret: SecureRandom().secret(count: count)))
        }
        #expect(throws: Never.self) { try TokenVerifier(rules(byteCount)) }
        #expect(throws: Never.self) { try TokenVerifier(rules(byteCount + 1)) }
        #expect(
            throws: TokenRulesFault.secretTooShort(needed: byteCount, found: byteCount - 1)
        ) { _ = try TokenVerifier(rules(byteCount - 1)) }
    }

    @Test("T43 the issuer a token names decides, and its refusal is final")
    func severalIssuers() throws {
        let (one, other) = (try TestIssuer(), try TestIssuer())
        var otherRules = other.rules
        otherRules.name = "other"
        otherRules.issuer = "https://other.example"
        let verifiers = [try one.verifier, try TokenVerifier(otherRules)]
        func verify(_ text: String) throws(TokenFault) -> String {
            try TokenVerifier.verify(
                UnverifiedToken(parsing: text), withOneOf: verifiers, at: TestIssuer.now
            ).issuerName
        }
        let otherClaims = TestIssuer.claims("iss", "\"https://other.example\"")
        #expect(try verify(one.token()) == "test")
        #expect(try verify(other.token(claims: otherClaims)) == "other")
        // Signed by one, naming the other.
        #expect(throws: TokenFault.unknownKey) { _ = try verify(one.token(claims: otherClaims)) }
        #expect(throws: TokenFault.wrongIssuer) {
            _ = try verify(one.token(claims: TestIssuer.claims("iss", "\"https://third.example\"")))
        }
        #expect(throws: TokenFault.wrongIssuer) {
            _ = try verify(one.token(claims: TestIssuer.claims("iss", nil)))
        }
    }

    @Test("T51 an issuer without a usable key is refused at start: there is no key to fall back on")
    func noKey() throws {
        var rules = try TestIssuer(.es256).rules
        rules.algorithms = [.rs256]
        #expect(throws: TokenRulesFault.noKeyForAlgorithms) { _ = try TokenVerifier(rules) }
        rules.algorithms = []
        #expect(throws: TokenRulesFault.noAlgorithm) { _ = try TokenVerifier(rules) }
    }

    @Test("one verifier serves many threads")
    func shared() async throws {
        let issuer = try TestIssuer(.rs256)
        let verifier = try issuer.verifier
        let good = try issuer.token()
        let other = try issuer.token(claims: TestIssuer.claims("sub", "\"bob\""))
        let bad = good.prefix { $0 != "." } + other.drop { $0 != "." }.dropLast(4) + "AAAA"
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<50).allSatisfy { _ in
                        verifier.fault(of: good) == nil
                            && verifier.fault(of: String(bad)) == .invalidSignature
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
