public import Crypto

/// One key that verifies tokens, with what its owner says about it. Every key is checked before it
/// becomes one; `alg`, `use`, `key_ops` and key type agree.
public struct Key: Sendable {
    /// What the key is made of.
    public enum Material: Sendable {
        case publicKey(PublicKey)
        case secret(Secret)
    }

    public let material: Material
    /// `kid`, or the RFC 7638 thumbprint where the owner gave none. A bare secret has none and fits
    /// every `kid`.
    public let keyID: String?
    /// The one algorithm it is for, where the owner says so.
    public let algorithm: SignatureAlgorithm?

    /// Whether tokens of `algorithm` may be verified with it.
    public func supports(_ algorithm: SignatureAlgorithm) -> Bool {
        if let own = self.algorithm, own != algorithm { return false }
        return material.supports(algorithm)
    }
}

extension Key.Material {
    /// Whether type and size suffice for `algorithm`.
    func supports(_ algorithm: SignatureAlgorithm) -> Bool {
        switch (self, algorithm.primitive) {
        case (.publicKey(let key), .signature(let scheme)): key.components.supports(scheme)
        // As long as the hash at least (RFC 7518 §3.2).
        case (.secret(let secret), .hmac(let digest)): secret.count >= digest.byteCount
        default: false
        }
    }
}
