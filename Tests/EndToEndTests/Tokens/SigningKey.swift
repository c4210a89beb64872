import Crypto
import Foundation

/// A key of a test's issuer: how it signs, and how it stands in a key set.
struct SigningKey: Sendable {
    let keyID: String
    let algorithm: String
    /// The public key as a JWK; empty for a shared secret.
    let jwk: String
    let sign: @Sendable ([UInt8]) throws -> [UInt8]

    /// Makes a key of the algorithm's type; `keyID` and `alg` stand in its JWK.
    static func generate(_ algorithm: String) throws -> SigningKey {
        let (kind, scheme) = try kindAndScheme(of: algorithm)
        let key = try PrivateKey.generate(kind)
        return SigningKey(
            keyID: "key-\(algorithm)", algorithm: algorithm,
            jwk: jwk(of: key.publicKey.components, "key-\(algorithm)", algorithm),
            sign: { try key.sign($0.span, with: scheme) })
    }

    /// A shared secret.
    static func symmetric(_ secret: String, _ algorithm: String, keyID: String = "key-HS") throws
        -> SigningKey
    {
        let digest: DigestAlgorithm =
            switch algorithm {
            case "HS256": .sha256
            case "HS384": .sha384
            default: .sha512
            }
        let key = try HMACKey(Secret(Array(secret.utf8).span), algorithm: digest)
        return SigningKey(
            keyID: keyID, algorithm: algorithm, jwk: "", sign: { key.tag(of: $0.span) })
    }

    private static func kindAndScheme(
        of algorithm: String
    ) throws -> (PrivateKey.Kind, SignatureScheme) {
        let digest: DigestAlgorithm =
            algorithm.hasSuffix("256") ? .sha256 : algorithm.hasSuffix("384") ? .sha384 : .sha512
        return switch algorithm {
        case "RS256", "RS384", "RS512": (.rsa(bits: 2_048), .rsaPKCS1(digest))
        case "PS256", "PS384", "PS512": (.rsa(bits: 2_048), .rsaPSS(digest))
        case "ES256": (.ellipticCurve(.p256), .ecdsa(.p256))
        case "ES384": (.ellipticCurve(.p384), .ecdsa(.p384))
        case "ES512": (.ellipticCurve(.p521), .ecdsa(.p521))
        default: (.ed25519, .ed25519)
        }
    }

    private static func jwk(
        of key: PublicKeyComponents, _ keyID: String, _ algorithm: String
    ) -> String {
        let numbers =
            switch key {
            case .rsa(let modulus, let exponent):
                #""kty":"RSA","n":"\#(base64URL(modulus))","e":"\#(base64URL(exponent))""#
            case .ellipticCurve(let curve, let x, let y):
                #""kty":"EC","crv":"\#(name(of: curve))","x":"\#(base64URL(x))","y":"\#(base64URL(y))""#
            case .ed25519(let x):
                #""kty":"OKP","crv":"Ed25519","x":"\#(base64URL(x))""#
            }
        return #"{\#(numbers),"kid":"\#(keyID)","alg":"\#(algorithm)","use":"sig"}"#
    }

    private static func name(of curve: EllipticCurve) -> String {
        switch curve {
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        }
    }
}

/// base64url without padding, by Foundation's encoder and not by the one under test.
func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

/// The bytes of base64url text without padding.
func base64URLDecoded(_ text: String) -> [UInt8] {
    let standard = text.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
    return Data(base64Encoded: standard + padding).map(Array.init) ?? []
}
