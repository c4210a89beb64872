import Codecs
import Crypto
import Testing

@testable import JOSE

@Suite("RFC 7517 key sets")
struct KeySetTests {
    /// The public keys of RFC 7517 appendix A.1, without their names and purposes.
    static let curve = """
        "kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",\
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
        """
    static let modulus = """
        0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJE\
        CPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q\
        vzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6\
        WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw
        """
    static let rsa = "\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"\(modulus)\""
    /// RFC 8037 appendix A.2.
    static let edwards =
        #""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#
    static let secret =
        #""kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow""#

    static func set(_ keys: String...) -> String {
        "{\"keys\":[" + keys.map { "{\($0)}" }.joined(separator: ",") + "]}"
    }

    static func fault(_ text: String, holding kind: KeySet.Kind = .publicKeys) -> KeySetFault? {
        do throws(KeySetFault) {
            _ = try KeySet(parsing: text, holding: kind)
            return nil
        } catch {
            return error
        }
    }

    /// Of a set of the one key.
    static func keyFault(_ key: String, holding kind: KeySet.Kind = .publicKeys) -> KeyFault? {
        guard case .key(_, _, let fault) = fault(set(key), holding: kind) else { return nil }
        return fault
    }

    @Test("a set of each type, and a single key")
    func good() throws {
        let text = Self.set(
            Self.curve + #","kid":"1","use":"sig","alg":"ES256""#,
            Self.rsa + #","kid":"2","key_ops":["verify"]"#, Self.edwards + #","kid":"3""#)
        let set = try KeySet(parsing: text)
        #expect(set.keys.map(\.keyID) == ["1", "2", "3"])
        #expect(set.keys.map(\.algorithm) == [.es256, nil, nil])
        #expect(set.skipped.isEmpty)
        #expect(try KeySet(parsing: "{\(Self.edwards)}").keys.count == 1)
        #expect(try KeySet(parsing: " \r\n\t" + text + "\n").keys.count == 3)
    }

    @Test("a set written is the set read")
    func roundTrip() throws {
        let set = try KeySet(
            parsing: Self.set(
                Self.curve + #","kid":"a\"b","alg":"ES256""#, Self.rsa, Self.edwards))
        let again = try KeySet(parsing: set.serialized())
        #expect(again.keys.map(\.keyID) == set.keys.map(\.keyID))
        #expect(again.keys.map(\.algorithm) == set.keys.map(\.algorithm))
        #expect(again.serialized() == set.serialized())
        let secrets = try KeySet(parsing: Self.set(Self.secret), holding: .secrets)
        #expect(!secrets.serialized().contains("AyM1"), "a secret is never published")
    }

    @Test(
        "RFC 7638 §3.1, RFC 8037 A.3 a key without kid is named by its thumbprint",
        arguments: [
            (rsa, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
            (rsa + #","alg":"RS256""#, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
            (edwards, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
            (curve, "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"),
        ])
    func thumbprints(key: String, expected: String) throws {
        #expect(try KeySet(parsing: Self.set(key)).keys.map(\.keyID) == [expected])
    }

    @Test("Q36 262,144 bytes and no more")
    func size() {
        let text = Self.set(Self.edwards)
        let padding = String(repeating: " ", count: KeySet.byteCountLimit - text.utf8.count)
        #expect(Self.fault(text + padding) == nil)
        #expect(Self.fault(text + padding + " ") == .tooLarge)
    }

    @Test("Q36 100 keys and no more, those left aside included")
    func count() {
        func keys(_ count: Int, _ further: String = "") -> String {
            let keys = (0..<count).map { "{\(Self.edwards)\(further),\"kid\":\"\($0)\"}" }
            return "{\"keys\":[" + keys.joined(separator: ",") + "]}"
        }
        #expect(Self.fault(keys(1)) == nil)
        #expect(Self.fault(keys(100)) == nil)
        #expect(Self.fault(keys(101)) == .tooManyKeys)
        #expect(Self.fault(keys(101, #","use":"enc""#)) == .tooManyKeys)
        #expect(Self.fault(keys(0)) == .noUsableKey([]))
    }

    @Test(
        "Q31 no set at all",
        arguments: ["", " ", "null", "[]", "keys", "ssh-ed25519 AAAA", "\u{FEFF}{}", "-----"])
    func notASet(text: String) {
        #expect(Self.fault(text) == .notAKeySet)
    }

    @Test(
        "Q31 JSON that is no set",
        arguments: ["{}", #"{"keys":{}}"#, #"{"keys":null}"#, #"{"Keys":[]}"#, #"{"key":[]}"#])
    func noKeys(text: String) {
        #expect(Self.fault(text) == .notAKeySet)
    }

    @Test("T49 strict JSON: duplicates, depth, ends")
    func strictJSON() {
        let nested = String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
        for text in [
            "{", #"{"keys":[],"keys":[]}"#, Self.set(Self.edwards) + "x",
            Self.set(Self.edwards + ",\"a\":\(nested)"),
            Self.set(Self.edwards + #","kty":"RSA""#),
            Self.set(Self.edwards + #","\u006bty":"RSA""#),
        ] {
            guard case .invalidJSON = Self.fault(text) else {
                Issue.record("\(text)")
                continue
            }
        }
    }

    @Test(
        "T38 private numbers in a public set are refused, whatever else the key says",
        arguments: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
    func privateKeys(member: String) {
        for key in [Self.curve, Self.rsa, Self.edwards, Self.edwards + #","use":"enc""#] {
            for value in ["\"AQAB\"", "\"\"", "null"] {
                #expect(Self.keyFault(key + ",\"\(member)\":\(value)") == .privateKey)
            }
        }
    }

    @Test("T38 a shared secret in a public set, and the reverse")
    func symmetry() {
        #expect(Self.keyFault(Self.secret) == .sharedSecret)
        #expect(Self.keyFault(Self.secret + #","use":"enc""#) == .sharedSecret)
        #expect(Self.keyFault(Self.secret, holding: .secrets) == nil)
        #expect(Self.fault(Self.set(Self.secret), holding: .secrets) == nil)
        #expect(Self.keyFault(Self.edwards, holding: .secrets) == .notASecret)
        #expect(
            Self.fault(Self.set(Self.edwards, Self.secret))
                == .key(number: 2, keyID: nil, .sharedSecret))
    }

    @Test(
        "Q30 a key left aside, with its reason",
        arguments: [
            (edwards + #","use":"enc""#, SkippedKey.Reason.notForSignatures),
            (rsa + #","use":"enc","alg":"RSA-OAEP""#, .notForSignatures),
            (rsa + #","alg":"RSA-OAEP-256""#, .unsupportedAlgorithm("RSA-OAEP-256")),
            (rsa + #","alg":"none""#, .unsupportedAlgorithm("none")),
            (edwards + #","alg":"ES256K""#, .unsupportedAlgorithm("ES256K")),
            (#""kty":"EC","crv":"secp256k1","x":"AA","y":"AA""#, .unsupportedType("secp256k1")),
            (#""kty":"OKP","crv":"X25519","x":"AA""#, .unsupportedType("X25519")),
            (#""kty":"OKP","crv":"Ed448","x":"AA""#, .unsupportedType("Ed448")),
            (#""kty":"AKP","alg":"RS256","pub":"AA""#, .unsupportedType("AKP")),
        ])
    func skipped(key: String, reason: SkippedKey.Reason) throws {
        let alone = SkippedKey(number: 1, keyID: nil, reason: reason)
        #expect(Self.fault(Self.set(key)) == .noUsableKey([alone]))
        let set = try KeySet(parsing: Self.set(Self.curve, key + #","kid":"x""#))
        #expect(set.keys.count == 1)
        #expect(set.skipped == [SkippedKey(number: 2, keyID: "x", reason: reason)])
    }

    @Test(
        "Q30 a key that contradicts itself",
        arguments: [
            (curve + #","alg":"RS256""#, KeyFault.algorithmMismatch(.rs256)),
            (curve + #","alg":"ES384""#, .algorithmMismatch(.es384)),
            (rsa + #","alg":"ES256""#, .algorithmMismatch(.es256)),
            (rsa + #","alg":"HS256""#, .algorithmMismatch(.hs256)),
            (edwards + #","alg":"ES256""#, .algorithmMismatch(.es256)),
            (edwards + #","key_ops":["sign"]"#, .operationsMismatch),
            (edwards + #","key_ops":["encrypt"],"use":"sig""#, .operationsMismatch),
            (edwards + #","key_ops":[]"#, .operationsMismatch),
            (edwards + #","key_ops":"verify""#, .invalidMember("key_ops")),
            (edwards + #","key_ops":[1]"#, .invalidMember("key_ops")),
            (edwards + #","use":1"#, .invalidMember("use")),
            (edwards + #","alg":null"#, .invalidMember("alg")),
            (edwards + #","kid":7"#, .invalidMember("kid")),
        ])
    func contradictions(key: String, expected: KeyFault) {
        #expect(Self.keyFault(key) == expected)
    }

    @Test(
        "RFC 7518 §6 members missing or malformed",
        arguments: [
            (#""kid":"a""#, KeyFault.notAKey), (#""kty":1"#, .notAKey),
            (#""kty":"EC""#, .missingMember("crv")),
            (#""kty":"EC","crv":1"#, .invalidMember("crv")),
            (#""kty":"EC","crv":"P-256""#, .missingMember("x")),
            (#""kty":"EC","crv":"P-256","x":"AA""#, .missingMember("y")),
            (#""kty":"RSA","e":"AQAB""#, .missingMember("n")),
            (#""kty":"RSA","n":"AQAB""#, .missingMember("e")),
            (#""kty":"RSA","n":"","e":"AQAB""#, .invalidMember("n")),
            (#""kty":"RSA","n":"AQAB=","e":"AQAB""#, .invalidMember("n")),
            (#""kty":"RSA","n":"A+/B","e":"AQAB""#, .invalidMember("n")),
            (#""kty":"RSA","n":"AR","e":"AQAB""#, .invalidMember("n")),
            (#""kty":"OKP","crv":"Ed25519""#, .missingMember("x")),
            (
                #""kty":"OKP","crv":"Ed25519","x":"AAAA""#,
                .crypto(.unusableKey(.coordinateLength(expected: 32, found: 3)))
            ),
            (#""kty":"RSA","n":"AQAB","e":"AQAB""#, .crypto(.unusableKey(.modulusSize(bits: 17)))),
        ])
    func malformed(key: String, expected: KeyFault) {
        #expect(Self.keyFault(key) == expected)
    }

    @Test("Q30 weak RSA keys: even, small exponent, exponent of one")
    func weakRSA() {
        for exponent in ["AA", "AQ", "Ag", "BA", "AQAA", "AQAAAAAAAAAB"] {
            #expect(
                Self.keyFault("\"kty\":\"RSA\",\"n\":\"\(Self.modulus)\",\"e\":\"\(exponent)\"")
                    == .crypto(.unusableKey(.publicExponent)))
        }
        let even = Self.modulus.dropLast() + "A"
        #expect(
            Self.keyFault("\"kty\":\"RSA\",\"n\":\"\(even)\",\"e\":\"AQAB\"")
                == .crypto(.unusableKey(.weakModulus)))
    }

    @Test("two keys of one type with one kid are refused, of two types not")
    func duplicateKeyIDs() {
        let named = #","kid":"k""#
        #expect(
            Self.fault(Self.set(Self.curve + named, Self.curve + named)) == .duplicateKeyID("k"))
        #expect(Self.fault(Self.set(Self.curve + named, Self.rsa + named)) == nil)
        guard case .duplicateKeyID = Self.fault(Self.set(Self.rsa, Self.rsa)) else {
            Issue.record("the same key twice")
            return
        }
    }

    @Test("faults say which key, and never show key material")
    func descriptions() {
        let faults: [(String, String)] = [
            (
                Self.set(Self.curve, Self.edwards + #","kid":"mine","d":"c2VjcmV0""#),
                "key 2 (kid \"mine\") is a private key; "
                    + "a key set for verifying holds public keys only"
            ),
            (
                Self.set(Self.rsa + #","use":"enc","kid":"e""#),
                "a key set without a key that verifies tokens: "
                    + "key 1 (kid \"e\") is not for signatures"
            ),
            (Self.set(), "a key set without keys"),
            ("nonsense", "neither a JWK Set (an object with \"keys\") nor PEM"),
            (
                Self.set(#""kty":"RSA","n":"AQAB","e":"AQAB""#),
                "key 1 has an RSA modulus of 17 bits; 2048 to 8192 are accepted"
            ),
        ]
        for (text, expected) in faults {
            #expect(Self.fault(text).map { "\($0)" } == expected)
        }
    }

    @Test("Q40 no bytes trap: every cut and every changed byte of a set")
    func noTraps() {
        let good = Array(Self.set(Self.curve + #","kid":"1""#, Self.edwards).utf8)
        for count in good.indices {
            #expect(Self.fault(String(decoding: good.prefix(count), as: UTF8.self)) != nil)
        }
        for index in good.indices {
            for byte: UInt8 in [0, 0x22, 0x2C, 0x41, 0x5C, 0x7D, 0xFF] {
                var changed = good
                changed[index] = byte
                _ = try? KeySet(parsing: changed.span, holding: .publicKeys)
            }
        }
    }
}
