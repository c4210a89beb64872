import Codecs
import Crypto

/// The RFC 7638 name of a public key: SHA-256 over its required members in lexical order, base64url.
/// A secret has none: its hash would be a test for guesses.
enum Thumbprint {
    /// - Returns: nil where this OpenSSL offers no SHA-256.
    static func text(of key: PublicKey) -> String? {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        switch key.components {
        case .rsa(let modulus, let publicExponent):
            writer.member("e", bytes: publicExponent)
            writer.member("kty", "RSA")
            writer.member("n", bytes: modulus)
        case .ellipticCurve(let curve, let x, let y):
            writer.member("crv", curve.name)
            writer.member("kty", "EC")
            writer.member("x", bytes: x)
            writer.member("y", bytes: y)
        case .ed25519(let point):
            writer.member("crv", "Ed25519")
            writer.member("kty", "OKP")
            writer.member("x", bytes: point)
        }
        writer.endObject()
        do throws(CryptoFault) {
            return Base64URL.encode(try Digest(.sha256).hash(writer.span).span)
        } catch {
            return nil
        }
    }
}
