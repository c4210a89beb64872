import Codecs
import Crypto

/// Writes keys as RFC 7517 has them. Secrets are written by the one function that says so.
extension JSONWriter {
    /// A public key with its name and purpose.
    /// - Parameter issuedAt: since when it signs, in seconds since 1970.
    mutating func publicKey(
        _ key: PublicKey, keyID: String?, algorithm: SignatureAlgorithm?, issuedAt: Int? = nil
    ) {
        beginObject()
        members(of: key, keyID: keyID, algorithm: algorithm)
        if let issuedAt {
            name("iat")
            integer(issuedAt)
        }
        endObject()
    }

    /// A private key with its public one.
    mutating func privateKey(
        _ components: PrivateKeyComponents, of key: PublicKey, keyID: String?,
        algorithm: SignatureAlgorithm
    ) {
        beginObject()
        members(of: key, keyID: keyID, algorithm: algorithm)
        switch components {
        case .rsa(let rsa):
            member("d", secret: rsa.privateExponent)
            member("p", secret: rsa.primes.first)
            member("q", secret: rsa.primes.second)
            member("dp", secret: rsa.exponents.first)
            member("dq", secret: rsa.exponents.second)
            member("qi", secret: rsa.coefficient)
        case .ellipticCurve(let scalar): member("d", secret: scalar)
        case .ed25519(let seed): member("d", secret: seed)
        }
        endObject()
    }

    /// A shared secret.
    mutating func secretKey(_ secret: Secret, keyID: String, algorithm: SignatureAlgorithm) {
        beginObject()
        member("kty", "oct")
        purpose(keyID: keyID, algorithm: algorithm)
        member("k", secret: secret)
        endObject()
    }

    private mutating func members(
        of key: PublicKey, keyID: String?, algorithm: SignatureAlgorithm?
    ) {
        switch key.components {
        case .rsa(let modulus, let publicExponent):
            member("kty", "RSA")
            purpose(keyID: keyID, algorithm: algorithm)
            member("n", bytes: modulus)
            member("e", bytes: publicExponent)
        case .ellipticCurve(let curve, let x, let y):
            member("kty", "EC")
            purpose(keyID: keyID, algorithm: algorithm)
            member("crv", curve.name)
            member("x", bytes: x)
            member("y", bytes: y)
        case .ed25519(let point):
            member("kty", "OKP")
            purpose(keyID: keyID, algorithm: algorithm)
            member("crv", "Ed25519")
            member("x", bytes: point)
        }
    }

    private mutating func purpose(keyID: String?, algorithm: SignatureAlgorithm?) {
        if let keyID {
            name("kid")
            string(keyID)
        }
        member("use", "sig")
        if let algorithm {
            name("alg")
            string(algorithm.rawValue)
        }
    }

    mutating func member(_ name: StaticString, _ text: StaticString) {
        self.name(name)
        string(text)
    }

    mutating func member(_ name: StaticString, bytes: [UInt8]) {
        self.name(name)
        string(Base64URL.encode(bytes.span))
    }

    private mutating func member(_ name: StaticString, secret: Secret) {
        self.name(name)
        string(Base64URL.encode(secret.span))
    }
}

extension EllipticCurve {
    /// `crv` (RFC 7518 §6.2.1.1).
    var name: StaticString {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        }
    }
}
