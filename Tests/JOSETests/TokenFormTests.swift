import Codecs
import Testing

@testable import JOSE

@Suite("RFC 7515 §7.1 compact serialisation")
struct TokenFormTests {
    static func fault(_ text: String) -> TokenFault? {
        do throws(TokenFault) {
            _ = try UnverifiedToken(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    /// A token of that header and claims with a signature of three bytes.
    static func token(_ header: String, _ claims: String = "{}") -> String {
        Base64URL.encode(header) + "." + Base64URL.encode(claims) + ".c2ln"
    }

    static let good = token(#"{"alg":"ES256"}"#)

    @Test("a well-formed token is taken apart")
    func wellFormed() throws {
        let text = Self.token(
            #"{"alg":"PS384","kid":"k1","typ":"at+jwt"}"#, #"{"iss":"https://a"}"#)
        let token = try UnverifiedToken(parsing: text)
        #expect(token.algorithm == .ps384)
        #expect(token.keyID?.string == "k1")
        #expect(token.type == .accessToken)
        #expect(!token.carriesKey)
        #expect(token.unverifiedClaims["iss"]?.string == "https://a")
        #expect(token.unverifiedHeader["typ"]?.string == "at+jwt")
    }

    @Test(
        "Q31 three parts, none empty",
        arguments: ["", ".", "..", "...", "a", "a.b", "a.b.", ".b.c", "a..c", "a.b.c.d", "a.b.c."])
    func parts(text: String) {
        #expect(Self.fault(text) == .wrongPartCount)
    }

    @Test("T39 five parts or enc: an encrypted token is not taken for a signed one")
    func encrypted() {
        #expect(Self.fault("a.b.c.d.e") == .encrypted)
        #expect(Self.fault(Self.token(#"{"alg":"RS256","enc":"A128GCM"}"#)) == .encrypted)
        #expect(Self.fault(Self.token(#"{"alg":"dir","enc":"A128GCM"}"#)) == .unknownAlgorithm)
        #expect(Self.fault("a.b.c.d.e.f") == .wrongPartCount)
    }

    @Test("T47 8,192 bytes at most, whatever they are, and dots cost nothing")
    func length() {
        let filler = String(repeating: "A", count: 8_192)
        #expect(Self.fault(filler) == .wrongPartCount)
        #expect(Self.fault(filler + "A") == .tooLong)
        #expect(Self.fault(String(repeating: ".", count: 8_192)) == .wrongPartCount)
        #expect(Self.fault(String(repeating: ".", count: 1_000_000)) == .tooLong)

        let header = Base64URL.encode(#"{"alg":"ES256"}"#)
        func sized(_ count: Int) -> String {
            // Three characters carry no whole quantum, so the claims come in steps of four.
            let room = count - header.count - 2
            let claims = Base64URL.encode(
                "{" + String(repeating: " ", count: (room - 4) / 4 * 3 - 2) + "}")
            return "\(header).\(claims)." + String(repeating: "A", count: room - claims.count)
        }
        #expect(sized(8_191).count == 8_191)
        #expect(
            [nil, .invalidBase64(.signature, .invalidLength(5))].contains(Self.fault(sized(8_191))))
        #expect(sized(8_192).count == 8_192)
        #expect(Self.fault(sized(8_192)) != .tooLong)
        #expect(Self.fault(sized(8_193)) == .tooLong)
    }

    @Test("T53 one spelling only: no padding, white space, stray bits or other alphabet")
    func canonical() {
        let parts = Self.good.split(separator: ".").map(String.init)
        for (index, part) in [TokenPart.header, .claims, .signature].enumerated() {
            for ending in ["=", "==", " ", "\n", "+", "/", "\u{0}", "é"] {
                var changed = parts
                changed[index] += ending
                guard case .invalidBase64(part, _) = Self.fault(changed.joined(separator: "."))
                else {
                    Issue.record("\(part) with \(ending)")
                    continue
                }
            }
        }
        // "c2ln" holds whole bytes; in "c2k" the last character has two bits that no byte uses.
        #expect(Self.fault(parts[0] + "." + parts[1] + ".c2k") == nil)
        for twin in ["c2l", "c2m", "c2n"] {
            #expect(
                Self.fault(parts[0] + "." + parts[1] + "." + twin)
                    == .invalidBase64(.signature, .strayBits))
        }
        #expect(Self.fault(" " + Self.good) != nil)
        #expect(Self.fault("Bearer " + Self.good) != nil)
    }

    @Test("T38 none in any spelling", arguments: ["none", "None", "NONE", "nOnE"])
    func unsigned(name: String) {
        #expect(Self.fault(Self.token("{\"alg\":\"\(name)\"}")) == .unsigned)
    }

    @Test(
        "T38 algorithms by their exact names",
        arguments: [
            "", "RS257", "rs256", "Rs256", "RS256 ", "RS2566", "HS1", "ES256K", "EDDSA", "Ed25519",
            "RSA-OAEP", "dir", "PBES2-HS256+A128KW",
        ])
    func unknownAlgorithms(name: String) {
        #expect(Self.fault(Self.token("{\"alg\":\"\(name)\"}")) == .unknownAlgorithm)
    }

    @Test("every algorithm is known by its name", arguments: SignatureAlgorithm.allCases)
    func knownAlgorithms(algorithm: SignatureAlgorithm) throws {
        let token = try UnverifiedToken(
            parsing: Self.token("{\"alg\":\"\(algorithm.rawValue)\"}"))
        #expect(token.algorithm == algorithm)
    }

    @Test(
        "RFC 7515 §4.1 header parameters of the wrong kind",
        arguments: [
            (#"{}"#, TokenFault.missingAlgorithm), (#"{"typ":"JWT"}"#, .missingAlgorithm),
            (#"{"alg":null}"#, .invalidHeader), (#"{"alg":256}"#, .invalidHeader),
            (#"{"alg":["RS256"]}"#, .invalidHeader),
            (#"{"alg":"ES256","kid":1}"#, .invalidHeader),
            (#"{"alg":"ES256","kid":null}"#, .invalidHeader),
            (#"{"alg":"ES256","typ":{}}"#, .invalidHeader),
            (#"[]"#, .notAnObject(.header)), (#""ES256""#, .notAnObject(.header)),
            (#"{"alg":"ES256","b64":false}"#, .invalidHeader),
            (#"{"alg":"ES256","b64":"true"}"#, .invalidHeader),
        ])
    func headers(header: String, expected: TokenFault) {
        #expect(Self.fault(Self.token(header)) == expected)
    }

    @Test(
        "T42 crit, whatever it lists, is refused",
        arguments: [#"["exp"]"#, #"["b64"]"#, #"["alg"]"#, "[]", "null", #""exp""#])
    func critical(value: String) {
        #expect(Self.fault(Self.token("{\"alg\":\"ES256\",\"crit\":\(value)}")) == .criticalHeader)
    }

    @Test("T48 zip is refused, never inflated", arguments: [#""DEF""#, "null", "1"])
    func compressed(value: String) {
        #expect(Self.fault(Self.token("{\"alg\":\"ES256\",\"zip\":\(value)}")) == .compressed)
    }

    @Test(
        "T41 keys in the header are ignored and counted", arguments: ["jwk", "jku", "x5u", "x5c"])
    func carriedKeys(name: String) throws {
        for value in [#"{"kty":"oct","k":"AA"}"#, #""https://evil.example""#, "[]", "null"] {
            let token = try UnverifiedToken(
                parsing: Self.token("{\"alg\":\"ES256\",\"\(name)\":\(value)}"))
            #expect(token.carriesKey)
        }
    }

    @Test("unknown header parameters are ignored, as the RFC asks")
    func unknownParameters() {
        #expect(Self.fault(Self.token(#"{"alg":"ES256","x5t":"AA","cty":"x","foo":[1]}"#)) == nil)
        #expect(Self.fault(Self.token(#"{"alg":"ES256","b64":true}"#)) == nil)
    }

    @Test("T49 duplicate names, also when escaped differently, in header and claims")
    func duplicates() {
        for text in [#"{"alg":"none","alg":"ES256"}"#, #"{"alg":"ES256","\u0061lg":"none"}"#] {
            guard case .invalidJSON(.header, .duplicateName) = Self.fault(Self.token(text)) else {
                Issue.record("\(text)")
                continue
            }
        }
        for text in [#"{"sub":"a","sub":"b"}"#, #"{"sub":"a","su\u0062":"b"}"#] {
            let token = Self.token(#"{"alg":"ES256"}"#, text)
            guard case .invalidJSON(.claims, .duplicateName) = Self.fault(token) else {
                Issue.record("\(text)")
                continue
            }
        }
    }

    @Test("T49 sixteen deep and no deeper")
    func depth() {
        func nested(_ count: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: count - 1)
                + String(repeating: "]", count: count - 1) + "}"
        }
        let header = #"{"alg":"ES256"}"#
        #expect(Self.fault(Self.token(header, nested(16))) == nil)
        for count in [17, 18, 1_000, 2_900] {
            guard
                case .invalidJSON(.claims, .tooDeep) = Self.fault(Self.token(header, nested(count)))
            else {
                Issue.record("\(count)")
                continue
            }
        }
    }

    @Test(
        "Q31 claims are a strict JSON object",
        arguments: [
            "", "null", "[]", "1", "\"a\"", "{", "{}x", "{} {}", "{\"a\":1,}", "{'a':1}",
            "{\"a\":01}",
            "{\"a\":NaN}", "{\"a\":\"\\ud800\"}", "\u{FEFF}{}",
        ])
    func claims(text: String) {
        #expect(Self.fault(Self.token(#"{"alg":"ES256"}"#, text)) != nil)
    }

    @Test(
        "Q31 invalid UTF-8 in the claims", arguments: [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80]])
    func invalidUTF8(bytes: [UInt8]) {
        let claims = Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8)
        let text =
            Base64URL.encode(#"{"alg":"ES256"}"#) + "." + Base64URL.encode(claims.span) + ".c2ln"
        guard case .invalidJSON(.claims, .invalidUTF8) = Self.fault(text) else {
            Issue.record("accepted")
            return
        }
    }

    @Test(
        "T54 typ is a media type: any case, application/ may stand before it",
        arguments: [
            ("JWT", TokenType.jwt), ("jwt", .jwt), ("application/jwt", .jwt),
            ("Application/JWT", .jwt), ("at+jwt", .accessToken),
            ("application/at+jwt", .accessToken),
            ("AT+JWT", .accessToken), ("", .other), ("JWTs", .other), ("application/", .other),
            ("text/jwt", .other), ("logout+jwt", .other), ("secevent+jwt", .other),
            ("JOSE", .other),
        ])
    func types(text: String, expected: TokenType) throws {
        let token = try UnverifiedToken(
            parsing: Self.token("{\"alg\":\"ES256\",\"typ\":\"\(text)\"}"))
        #expect(token.type == expected)
    }

    @Test("Q40 no bytes trap: every cut and every changed byte of a token")
    func noTraps() throws {
        let good = Array(try TestIssuer().token().utf8)
        for count in good.indices {
            _ = Self.fault(String(decoding: good.prefix(count), as: UTF8.self))
        }
        for index in good.indices {
            for byte: UInt8 in [0, 0x0A, 0x2E, 0x3D, 0x41, 0x7F, 0x80, 0xFF] {
                var changed = good
                changed[index] = byte
                do throws(TokenFault) {
                    _ = try UnverifiedToken(parsing: changed.span)
                } catch {
                    #expect(error.reason.utf8CodeUnitCount > 0)
                }
            }
        }
    }
}
