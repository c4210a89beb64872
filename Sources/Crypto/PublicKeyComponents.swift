/// The numbers that make up a public key, as JWK carries them: big-endian bytes.
public enum PublicKeyComponents: Equatable, Sendable {
    /// Without leading zero bytes.
    case rsa(modulus: [UInt8], publicExponent: [UInt8])
    /// Each coordinate exactly `curve.fieldByteCount` long.
    case ellipticCurve(EllipticCurve, x: [UInt8], y: [UInt8])
    /// 32 bytes (RFC 8032 §5.1.2).
    case ed25519([UInt8])

    /// Whether signatures of `scheme` can be checked with such a key.
    public func supports(_ scheme: SignatureScheme) -> Bool {
        switch (self, scheme) {
        case (.rsa, .rsaPKCS1), (.rsa, .rsaPSS), (.ed25519, .ed25519): true
        case (.ellipticCurve(let own, _, _), .ecdsa(let curve)): own == curve
        default: false
        }
    }
}

/// The secret numbers of a private key, as a private JWK carries them (RFC 7518 §6.2.2, §6.3.2).
public enum PrivateKeyComponents: Sendable {
    case rsa(RSA)
    /// Exactly as long as a coordinate of the curve.
    case ellipticCurve(scalar: Secret)
    /// 32 bytes.
    case ed25519(seed: Secret)

    /// `d`, `p`, `q`, `dp`, `dq`, `qi`; a key with more than two primes is not supported.
    public struct RSA: Sendable {
        public let privateExponent: Secret
        public let primes: (first: Secret, second: Secret)
        public let exponents: (first: Secret, second: Secret)
        public let coefficient: Secret

        public init(
            privateExponent: Secret, primes: (first: Secret, second: Secret),
            exponents: (first: Secret, second: Secret), coefficient: Secret
        ) {
            self.privateExponent = privateExponent
            self.primes = primes
            self.exponents = exponents
            self.coefficient = coefficient
        }
    }
}
