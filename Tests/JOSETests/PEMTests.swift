import Codecs
import Testing

@testable import JOSE

@Suite("RFC 7468 keys in PEM")
struct PEMTests {
    static let curve = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEp4/dlJmlZwo70Yukr2BbAeJqBTOz
        HCo4dJS6vOKBP+FbKGV4050FdLxiIOmMjc1pMx+rPgrsr+8YrIu8cZ1rCw==
        -----END PUBLIC KEY-----

        """
    static let edwards = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA/ZTjMykUR59bkZpovQp+USTPBvuenkKJKJXjg8VfyYw=
        -----END PUBLIC KEY-----

        """

    static func fault(_ text: String, holding kind: KeySet.Kind = .publicKeys) -> KeySetFault? {
        KeySetTests.fault(text, holding: kind)
    }

    @Test("one key, several, text around them, either line end")
    func good() throws {
        let one = try KeySet(parsing: Self.curve)
        #expect(one.keys.map(\.material.typeName) == ["EC"])
        let name = try #require(one.keys.first?.keyID)
        #expect(name.utf8.count == 43, "a thumbprint")
        for text in [
            Self.curve + Self.edwards,
            "the key of 2026\n" + Self.curve + "\nthe next\n" + Self.edwards,
            (Self.curve + Self.edwards).replacing("\n", with: "\r\n"),
            "\n\n" + Self.curve + "\n\n" + Self.edwards + "\n",
        ] {
            #expect(try KeySet(parsing: text).keys.map(\.material.typeName) == ["EC", "OKP"])
        }
        #expect(try KeySet(parsing: Self.curve).keys.first?.keyID == name, "the name is stable")
        #expect(try KeySet(parsing: one.serialized()).keys.first?.keyID == name)
    }

    @Test("a token without kid verifies with a PEM key, as one with its thumbprint does")
    func verifying() throws {
        let issuer = try TestIssuer()
        var rules = issuer.rules
        rules.keys = try KeySet(
            publicKeys: issuer.keys.keys.map {
                Key(material: $0.material, keyID: $0.keyID, algorithm: nil)
            } + KeySet(parsing: Self.curve).keys)
        let verifier = try TokenVerifier(rules)
        #expect(verifier.fault(of: try issuer.token(header: #"{"alg":"ES256"}"#)) == nil)
        #expect(verifier.fault(of: try issuer.token()) == nil)
    }

    @Test(
        "private keys are refused",
        arguments: ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
    func privateKeys(label: String) {
        let text = "-----BEGIN \(label)-----\nMCow\n-----END \(label)-----\n"
        #expect(Self.fault(text) == .key(number: 1, keyID: nil, .privateKey))
        #expect(Self.fault(Self.curve + text) == .key(number: 2, keyID: nil, .privateKey))
    }

    @Test(
        "other blocks are refused by name",
        arguments: ["CERTIFICATE", "RSA PUBLIC KEY", "DH PARAMETERS"])
    func otherLabels(label: String) {
        let text = "-----BEGIN \(label)-----\nMCow\n-----END \(label)-----\n"
        #expect(Self.fault(text) == .unsupportedPEM(label: label))
        #expect(Self.fault(Self.curve + text) == .unsupportedPEM(label: label))
    }

    @Test(
        "blocks that are not closed, not base64, or carry header fields",
        arguments: [
            "-----BEGIN PUBLIC KEY-----\n", "-----BEGIN PUBLIC KEY-----\nMCow\n",
            "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PUBLIC KEY-----\nMCow\n-----BEGIN PUBLIC KEY-----\n",
            "-----BEGIN PUBLIC KEY-----\nMCo\n-----END PUBLIC KEY-----\n",
            "-----BEGIN PUBLIC KEY-----\nM*ow\n-----END PUBLIC KEY-----\n",
            "-----BEGIN PUBLIC KEY-----\nProc-Type: 4,ENCRYPTED\n\nMCow\n-----END PUBLIC KEY-----\n",
        ])
    func malformed(text: String) {
        #expect(Self.fault(text) == .invalidPEM)
    }

    @Test(
        "keys of a kind or size that is not supported",
        arguments: [
            // secp256k1
            """
            MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEx+5kpXn4woQG4lJrn03Kgv9LYw14xpN3
            QL9Nmz/AUrIDSL4N4volgpXrLBOGJnUgoI81JxnzlihOwZc4OZfzxQ==
            """,
            // X25519
            "MCowBQYDK2VuAyEAnQPYjHmjDFIWAC5qWiEGkSP/RXZJXLlOVZY7+ARoxDc=",
            // RSA, 1,024 bits
            """
            MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC20hzN8M/oDN8WNjL+9eIjACr1
            JjG7SxvwVLoz1nBpH6JBJFnHAneyMWsBLbtX1Ggkuy86zvho3t/wV7pF65PocxHN
            U8RIW2nsVKNODM8CvH4c8BSuEZmga7UWoeFbX4tercDokb+taCmnXYZSNw706SrW
            Q6qcnN+fqDjMGo6nYQIDAQAB
            """,
            // not a key
            "MCow",
        ])
    func unsupported(body: String) {
        let text = "-----BEGIN PUBLIC KEY-----\n\(body)\n-----END PUBLIC KEY-----\n"
        guard case .key(number: 1, keyID: nil, .crypto) = Self.fault(text) else {
            Issue.record("\(Self.fault(text).map { "\($0)" } ?? "accepted")")
            return
        }
    }

    @Test("explicit parameters count for nothing: the point is taken on the curve they spell out")
    func explicitParameters() throws {
        // CVE-2020-0601 let a generator of the attacker's choice through.
        let text = """
            -----BEGIN PUBLIC KEY-----
            MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
            AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
            ///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
            NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5
            RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA
            //////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABOY7hvweloilJb97eaXNSiHc
            Qk/zyFpUlqrT4v/q+z0j/8KgnMUscYD6RgXPRZt0mfRTHOaAmqcNF5KO99BqpEM=
            -----END PUBLIC KEY-----
            """
        let set = try KeySet(parsing: text)
        #expect(set.serialized().contains("\"crv\":\"P-256\""))
        let generator = text.replacing(
            "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5", with: "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE6")
        #expect(generator != text)
        #expect(Self.fault(generator) != nil)
    }

    @Test("T38 PEM is no shared secret")
    func symmetric() {
        #expect(Self.fault(Self.curve, holding: .secrets) == .notAKeySet)
    }

    @Test("Q36 100 blocks and no more")
    func count() {
        let text = String(repeating: Self.edwards, count: 100)
        // The same key so often is refused, but for that reason only.
        guard case .duplicateKeyID = Self.fault(text) else {
            Issue.record("100")
            return
        }
        #expect(Self.fault(text + Self.edwards) == .tooManyKeys)
    }
}
