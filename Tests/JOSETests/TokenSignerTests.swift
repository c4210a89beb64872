import Codecs
import Crypto
import Testing

@testable import JOSE

@Suite("RFC 7515 §5.1 signing")
struct TokenSignerTests {
    /// RSA keys are made alike for all six; two stand for them.
    static let generated: [SignatureAlgorithm] = [
        .rs256, .ps512, .es256, .es384, .es512, .edDSA, .hs256, .hs384, .hs512,
    ]

    @Test("a generated key signs what its public set verifies", arguments: generated)
    func roundTrip(algorithm: SignatureAlgorithm) throws {
        let generated = try KeyGenerator.generate(for: algorithm)
        let key = try SigningKey(parsing: generated.privateText.text)
        #expect(key.algorithm == algorithm)
        #expect(key.keyID == generated.keyID)
        #expect((generated.publicKey == nil) == algorithm.isSymmetric)
        let keys: KeySet
        if let publicKey = generated.publicKey {
            keys = try KeySet(parsing: KeySet(publicKeys: [publicKey]).serialized())
            #expect(keys.keys.map(\.keyID) == [generated.keyID])
        } else {
            keys = try KeySet(parsing: generated.privateText.text, holding: .secrets)
        }
        var claims = NewClaims(
            issuer: TestIssuer.name, audience: ["api"], subject: "alice",
            lifetime: TestIssuer
                .now...WallTime(
                    secondsSince1970: TestIssuer.now.secondsSince1970 + 60))
        claims.tokenID = "t1"
        claims.additional = try JSONDocument(
            parsing: Array(#"{"groups":["staff"],"n":1.50}"#.utf8), depthLimit: 16)
        let text = String(decoding: try claims.serialized(), as: UTF8.self)
        let token = try TokenSigner(key).sign(claims: text)
        let verifier = try TokenVerifier(
            TokenRules(
                name: "own", issuer: TestIssuer.name, audiences: ["api"], algorithms: [algorithm],
                keys: keys))
        let verified = try verifier.verify(token)
        #expect(verified.subject == "alice")
        #expect(verified.issuedAt == TestIssuer.now)
        #expect(verified.claims["jti"]?.string == "t1")
        #expect(verified.claims["groups"]?.elements?.map(\.string) == ["staff"])
    }

    @Test("the header names algorithm, type and key")
    func header() throws {
        let key = try SigningKey(
            secret: SecureRandom().secret(count: 32), keyID: "k\"1", algorithm: .hs256)
        let token = try UnverifiedToken(
            parsing: TokenSigner(key, type: "at+jwt").sign(claims: "{}"))
        #expect(token.type == .accessToken)
        #expect(token.keyID?.string == "k\"1")
        #expect(token.algorithm == .hs256)
    }

    @Test("T54 a purpose of its own has a type that no bearer token may have")
    func purposes() throws {
        let issuer = try TestIssuer()
        let link = try TokenSigner(issuer.key, type: "sallyport-link+jwt")
            .sign(claims: TestIssuer.claims())
        #expect(try issuer.verifier.fault(of: link) == .wrongType)
    }

    @Test("one audience is a string, several are an array")
    func audiences() throws {
        func audience(_ names: [String]) throws -> JSONKind? {
            let claims = NewClaims(
                issuer: "i", audience: names, subject: "s",
                lifetime: TestIssuer.now...TestIssuer.now)
            return try JSONDocument(parsing: claims.serialized(), depthLimit: 16)["aud"]?.kind
        }
        #expect(try audience(["a"]) == .string)
        #expect(try audience(["a", "b"]) == .array)
    }

    @Test("further claims replace none", arguments: ["iss", "sub", "aud", "iat", "exp", "jti"])
    func reserved(name: String) throws {
        var claims = NewClaims(
            issuer: "i", audience: ["a"], subject: "s", lifetime: TestIssuer.now...TestIssuer.now)
        claims.additional = try JSONDocument(
            parsing: Array("{\"a\":1,\"\(name)\":\"x\"}".utf8), depthLimit: 16)
        #expect(throws: NewClaims.Fault.reservedClaim(name)) { _ = try claims.serialized() }
        claims.additional = try JSONDocument(parsing: Array("[]".utf8), depthLimit: 16)
        #expect(throws: NewClaims.Fault.notAnObject) { _ = try claims.serialized() }
    }

    @Test("text in claims is escaped, whatever it is")
    func escaped() throws {
        let claims = NewClaims(
            issuer: "i\"},{", audience: ["a\n"], subject: "\u{0}ä😀",
            lifetime: TestIssuer.now...TestIssuer.now)
        let document = try JSONDocument(parsing: claims.serialized(), depthLimit: 16)
        #expect(document["iss"]?.string == "i\"},{")
        #expect(document["aud"]?.string == "a\n")
        #expect(document["sub"]?.string == "\u{0}ä😀")
    }

    @Test(
        "keys that cannot sign",
        arguments: [
            (KeySetTests.edwards, KeyFault.missingMember("d")),
            (KeySetTests.rsa, .missingMember("d")),
            (KeySetTests.secret, .missingAlgorithm),
            (KeySetTests.edwards + #","d":"AAAA","use":"enc""#, .operationsMismatch),
            (KeySetTests.edwards + #","d":"AAAA","key_ops":["verify"]"#, .operationsMismatch),
            (KeySetTests.edwards + #","d":"AAAA""#, .crypto(.unusableKey(.mismatchedParts))),
            (
                #""kty":"OKP","crv":"X25519","x":"AA","d":"AA""#,
                .crypto(.unusableKey(.unsupportedType))
            ),
        ])
    func unusable(key: String, expected: KeyFault) {
        #expect(throws: KeySetFault.key(number: 1, keyID: nil, expected)) {
            _ = try SigningKey(parsing: "{\(key)}")
        }
    }

    @Test("an RSA key says what it signs with; EC and OKP keys need not")
    func algorithmOfKey() throws {
        let generated = try KeyGenerator.generate(for: .es384)
        let unnamed = generated.privateText.text.replacing("\"alg\":\"ES384\",", with: "")
        #expect(unnamed != generated.privateText.text)
        #expect(try SigningKey(parsing: unnamed).algorithm == .es384)
        guard case .key(_, _, .missingAlgorithm) = Self.fault(TestKeys.rsa) else {
            Issue.record("accepted")
            return
        }
    }

    static func fault(_ text: String) -> KeySetFault? {
        do throws(KeySetFault) {
            _ = try SigningKey(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test("a short secret does not sign")
    func shortSecret() {
        #expect(throws: KeyFault.secretTooShort(needed: 48, found: 47)) {
            _ = try SigningKey(
                secret: SecureRandom().secret(count: 47), keyID: nil, algorithm: .hs384)
        }
        #expect(throws: KeyFault.algorithmMismatch(.es256)) {
            _ = try SigningKey(
                secret: SecureRandom().secret(count: 48), keyID: nil, algorithm: .es256)
        }
    }
}
