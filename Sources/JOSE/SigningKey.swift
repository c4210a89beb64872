import Codecs
public import Crypto

/// A key that signs tokens, always with one algorithm, and the public half that verifies them.
public struct SigningKey: Sendable {
    public let algorithm: SignatureAlgorithm
    public let keyID: String?
    /// What verifies the signatures; nil where the key is a shared secret.
    public let publicKey: Key?
    private let signer: Signer

    private enum Signer: Sendable {
        case signature(PrivateKey, SignatureScheme)
        case hmac(HMACKey)
    }

    /// A private JWK, such as `keys new` writes. Without `alg` an EC or OKP key uses its curve's.
    public init(parsing text: Span<UInt8>) throws(KeySetFault) {
        guard text.count <= KeySet.byteCountLimit else { throw .tooLarge }
        let document: JSONDocument
        do throws(JSONFault) {
            document = try JSONDocument(parsing: text, depthLimit: KeySet.depthLimit)
        } catch {
            throw .invalidJSON(error)
        }
        do throws(KeyFault) {
            try self.init(document.root)
        } catch {
            throw .key(number: 1, keyID: document["kid"]?.string, error)
        }
    }

    private init(_ value: JSONValue) throws(KeyFault) {
        switch try JWKReader(value).readSigningKey() {
        case .secret(let secret, let keyID, let algorithm):
            guard let algorithm else { throw .missingAlgorithm }
            try self.init(secret: secret, keyID: keyID, algorithm: algorithm)
        case .pair(let privateKey, let publicKey):
            try self.init(privateKey, publicKey: publicKey)
        }
    }

    private init(_ privateKey: PrivateKey, publicKey: Key) throws(KeyFault) {
        guard
            let algorithm = publicKey.algorithm ?? privateKey.publicKey.components.onlyAlgorithm
        else { throw .missingAlgorithm }
        guard case .signature(let scheme) = algorithm.primitive else {
            throw .algorithmMismatch(algorithm)
        }
        self.algorithm = algorithm
        keyID = publicKey.keyID
        self.publicKey = Key(
            material: publicKey.material, keyID: publicKey.keyID, algorithm: algorithm)
        signer = .signature(privateKey, scheme)
    }

    /// A secret that the verifying side has too.
    public init(
        secret: Secret, keyID: String?, algorithm: SignatureAlgorithm
    ) throws(KeyFault) {
        guard case .hmac(let digest) = algorithm.primitive else {
            throw .algorithmMismatch(algorithm)
        }
        guard secret.count >= digest.byteCount else {
            throw .secretTooShort(needed: digest.byteCount, found: secret.count)
        }
        do throws(CryptoFault) {
            signer = .hmac(try HMACKey(secret, algorithm: digest))
        } catch {
            throw .crypto(error)
        }
        self.algorithm = algorithm
        self.keyID = keyID
        publicKey = nil
    }

    func sign(_ input: Span<UInt8>) throws(CryptoFault) -> [UInt8] {
        switch signer {
        case .signature(let key, let scheme): try key.sign(input, with: scheme)
        case .hmac(let key): key.tag(of: input)
        }
    }
}

extension PublicKeyComponents {
    /// The one algorithm such a key can be for; RSA keys can be for six.
    fileprivate var onlyAlgorithm: SignatureAlgorithm? {
        switch self {
        case .rsa: nil
        case .ellipticCurve(.p256, _, _): .es256
        case .ellipticCurve(.p384, _, _): .es384
        case .ellipticCurve(.p521, _, _): .es512
        case .ed25519: .edDSA
        }
    }
}
