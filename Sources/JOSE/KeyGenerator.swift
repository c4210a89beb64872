public import Crypto
import Codecs

/// A fresh key, as text to be written to files.
public struct GeneratedKey: Sendable {
    /// The RFC 7638 thumbprint; random for a shared secret.
    public let keyID: String
    public let algorithm: SignatureAlgorithm
    /// The private JWK; its file may be readable by the owner alone.
    public let privateText: Secret
    /// For the public set; nil for a shared secret.
    public let publicKey: Key?
    /// The bytes that both sides share; nil for a key pair.
    public let sharedSecret: Secret?
}

/// Makes keys of the kind that an algorithm needs.
public enum KeyGenerator {
    /// Bits of a new RSA key: 128-bit security until well past 2030 (NIST SP 800-57 part 1, table 2).
    public static let modulusBits = 3_072

    public static func generate(
        for algorithm: SignatureAlgorithm
    ) throws(CryptoFault) -> GeneratedKey {
        switch algorithm.primitive {
        case .hmac(let digest): generateSecret(for: algorithm, byteCount: digest.byteCount)
        case .signature(.rsaPKCS1), .signature(.rsaPSS):
            try generatePair(.rsa(bits: modulusBits), for: algorithm)
        case .signature(.ecdsa(let curve)):
            try generatePair(.ellipticCurve(curve), for: algorithm)
        case .signature(.ed25519): try generatePair(.ed25519, for: algorithm)
        }
    }

    private static func generatePair(
        _ kind: PrivateKey.Kind, for algorithm: SignatureAlgorithm
    ) throws(CryptoFault) -> GeneratedKey {
        let pair = try PrivateKey.generate(kind)
        guard let keyID = Thumbprint.text(of: pair.publicKey) else { throw .unavailable("SHA256") }
        var writer = JSONWriter(capacity: 4_096)
        writer.privateKey(
            try pair.exportComponents(), of: pair.publicKey, keyID: keyID, algorithm: algorithm)
        return GeneratedKey(
            keyID: keyID, algorithm: algorithm, privateText: Secret(writer.span),
            publicKey: Key(
                material: .publicKey(pair.publicKey), keyID: keyID, algorithm: algorithm),
            sharedSecret: nil)
    }

    private static func generateSecret(
        for algorithm: SignatureAlgorithm, byteCount: Int
    ) -> GeneratedKey {
        let random = SecureRandom()
        let keyID = Base64URL.encode(random.bytes(count: 16).span)
        var writer = JSONWriter(capacity: 256)
        let secret = random.secret(count: byteCount)
        writer.secretKey(secret, keyID: keyID, algorithm: algorithm)
        return GeneratedKey(
            keyID: keyID, algorithm: algorithm, privateText: Secret(writer.span), publicKey: nil,
            sharedSecret: secret)
    }
}
