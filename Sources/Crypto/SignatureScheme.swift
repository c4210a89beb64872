/// How a signature is made and checked, with every parameter that JOSE fixes (RFC 7518 §3, RFC 8037
/// §3.1) already decided: nothing is left for a token to choose.
public enum SignatureScheme: Hashable, Sendable {
    /// RSASSA-PKCS1-v1_5.
    case rsaPKCS1(DigestAlgorithm)
    /// RSASSA-PSS with MGF1 over the same digest and a salt as long as the digest.
    case rsaPSS(DigestAlgorithm)
    /// ECDSA with the curve's own digest; signatures are r ‖ s, not DER.
    case ecdsa(EllipticCurve)
    /// Ed25519 (RFC 8032), which hashes by itself.
    case ed25519

    /// The digest OpenSSL is to apply first; nil where the scheme hashes by itself.
    var digest: DigestAlgorithm? {
        switch self {
        case .rsaPKCS1(let digest), .rsaPSS(let digest): digest
        case .ecdsa(let curve): curve.digest
        case .ed25519: nil
        }
    }
}
