public import Crypto

/// The signature algorithms a token may name in `alg` (RFC 7518 §3.1, RFC 8037 §3.1). `none` is not
/// among them and cannot be.
public enum SignatureAlgorithm: String, CaseIterable, Hashable, Sendable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
    case edDSA = "EdDSA"

    /// How it works: with a key pair, or with one secret that both sides share.
    public enum Primitive: Hashable, Sendable {
        case signature(SignatureScheme)
        case hmac(DigestAlgorithm)
    }

    public var primitive: Primitive {
        switch self {
        case .rs256: .signature(.rsaPKCS1(.sha256))
        case .rs384: .signature(.rsaPKCS1(.sha384))
        case .rs512: .signature(.rsaPKCS1(.sha512))
        case .ps256: .signature(.rsaPSS(.sha256))
        case .ps384: .signature(.rsaPSS(.sha384))
        case .ps512: .signature(.rsaPSS(.sha512))
        case .es256: .signature(.ecdsa(.p256))
        case .es384: .signature(.ecdsa(.p384))
        case .es512: .signature(.ecdsa(.p521))
        case .hs256: .hmac(.sha256)
        case .hs384: .hmac(.sha384)
        case .hs512: .hmac(.sha512)
        case .edDSA: .signature(.ed25519)
        }
    }

    /// Whether whoever can verify can also sign. Only issuers declared symmetric may use these (T38).
    public var isSymmetric: Bool {
        switch self {
        case .hs256, .hs384, .hs512: true
        default: false
        }
    }

    /// Bytes of a shared secret at least: as many as the hash has (RFC 7518 §3.2); 0 for key pairs.
    var secretByteCount: Int {
        guard case .hmac(let digest) = primitive else { return 0 }
        return digest.byteCount
    }

    /// The algorithm of that exact, case-sensitive name. Allocates nothing.
    init?(name: Span<UInt8>) {
        guard name.count == 5 else { return nil }
        let size = (name[2], name[3], name[4])
        switch (name[0], name[1], size) {
        case (0x52, 0x53, (0x32, 0x35, 0x36)): self = .rs256
        case (0x52, 0x53, (0x33, 0x38, 0x34)): self = .rs384
        case (0x52, 0x53, (0x35, 0x31, 0x32)): self = .rs512
        case (0x50, 0x53, (0x32, 0x35, 0x36)): self = .ps256
        case (0x50, 0x53, (0x33, 0x38, 0x34)): self = .ps384
        case (0x50, 0x53, (0x35, 0x31, 0x32)): self = .ps512
        case (0x45, 0x53, (0x32, 0x35, 0x36)): self = .es256
        case (0x45, 0x53, (0x33, 0x38, 0x34)): self = .es384
        case (0x45, 0x53, (0x35, 0x31, 0x32)): self = .es512
        case (0x48, 0x53, (0x32, 0x35, 0x36)): self = .hs256
        case (0x48, 0x53, (0x33, 0x38, 0x34)): self = .hs384
        case (0x48, 0x53, (0x35, 0x31, 0x32)): self = .hs512
        case (0x45, 0x64, (0x44, 0x53, 0x41)): self = .edDSA
        default: return nil
        }
    }
}
