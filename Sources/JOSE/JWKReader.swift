import Codecs
import Crypto

/// Reads one JSON Web Key (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2).
struct JWKReader {
    enum Outcome {
        case key(Key)
        case skipped(SkippedKey.Reason)
    }

    enum SigningMaterial {
        case secret(Secret, keyID: String?, algorithm: SignatureAlgorithm?)
        case pair(PrivateKey, Key)
    }

    private let members: JSONValue
    private let keyType: String

    init(_ value: JSONValue) throws(KeyFault) {
        guard value.kind == .object, let keyType = value["kty"]?.string else { throw .notAKey }
        members = value
        self.keyType = keyType
    }

    /// A key that verifies. Private numbers are refused before anything else is looked at, and a
    /// secret where public keys belong (and the reverse) whatever else the key says.
    func readVerifyingKey(_ kind: KeySet.Kind) throws(KeyFault) -> Outcome {
        switch (kind, keyType) {
        case (.publicKeys, "oct"): throw .sharedSecret
        case (.secrets, "oct"): break
        case (.secrets, _): throw .notASecret
        case (.publicKeys, _): if holdsPrivateNumbers { throw .privateKey }
        }
        if let use = try text("use"), use != "sig" { return .skipped(.notForSignatures) }
        try requireOperation("verify")
        if let name = try text("alg"), SignatureAlgorithm(rawValue: name) == nil {
            return .skipped(.unsupportedAlgorithm(name))
        }
        let material: Key.Material
        if keyType == "oct" {
            material = .secret(try secret("k"))
        } else {
            guard try isSupportedType() else {
                return .skipped(.unsupportedType(try text("crv") ?? keyType))
            }
            material = .publicKey(try publicKey())
        }
        return .key(try key(of: material))
    }

    /// A key that signs, with all its halves.
    func readSigningKey() throws(KeyFault) -> SigningMaterial {
        if let use = try text("use"), use != "sig" { throw .operationsMismatch }
        try requireOperation("sign")
        if keyType == "oct" {
            let secret = try secret("k")
            let key = try key(of: .secret(secret))
            return .secret(secret, keyID: key.keyID, algorithm: key.algorithm)
        }
        guard try isSupportedType() else { throw .crypto(.unusableKey(.unsupportedType)) }
        let (publicPart, privatePart) = (try publicComponents(), try privateComponents())
        let pair: PrivateKey
        do throws(CryptoFault) {
            pair = try PrivateKey(privatePart, publicComponents: publicPart)
        } catch {
            throw .crypto(error)
        }
        return .pair(pair, try key(of: .publicKey(pair.publicKey)))
    }

    /// The key with its name and algorithm, which must fit its type.
    private func key(of material: Key.Material) throws(KeyFault) -> Key {
        let algorithm = try text("alg").flatMap { SignatureAlgorithm(rawValue: $0) }
        if let algorithm, !material.supports(algorithm) {
            guard case .secret(let secret) = material, case .hmac(let digest) = algorithm.primitive
            else { throw .algorithmMismatch(algorithm) }
            throw .secretTooShort(needed: digest.byteCount, found: secret.count)
        }
        var keyID = try text("kid")
        if keyID == nil, case .publicKey(let key) = material { keyID = Thumbprint.text(of: key) }
        return Key(material: material, keyID: keyID, algorithm: algorithm)
    }

    private var holdsPrivateNumbers: Bool {
        ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].contains {
            members[utf8: $0.utf8.span] != nil
        }
    }

    private func requireOperation(_ operation: String) throws(KeyFault) {
        guard let value = members["key_ops"] else { return }
        guard let operations = value.elements else { throw .invalidMember("key_ops") }
        for element in operations {
            guard let name = element.string else { throw .invalidMember("key_ops") }
            if name == operation { return }
        }
        throw .operationsMismatch
    }

    private func isSupportedType() throws(KeyFault) -> Bool {
        switch keyType {
        case "RSA": true
        case "EC": try curve() != nil
        case "OKP": try required("crv") == "Ed25519"
        default: false
        }
    }

    private func curve() throws(KeyFault) -> EllipticCurve? {
        switch try required("crv") {
        case "P-256": .p256
        case "P-384": .p384
        case "P-521": .p521
        default: nil
        }
    }

    private func publicKey() throws(KeyFault) -> PublicKey {
        let components = try publicComponents()
        do throws(CryptoFault) {
            return try PublicKey(components)
        } catch {
            throw .crypto(error)
        }
    }

    private func publicComponents() throws(KeyFault) -> PublicKeyComponents {
        switch keyType {
        case "RSA":
            return .rsa(modulus: try bytes("n"), publicExponent: try bytes("e"))
        case "EC":
            guard let curve = try curve() else { throw .invalidMember("crv") }
            return .ellipticCurve(curve, x: try bytes("x"), y: try bytes("y"))
        default:
            return .ed25519(try bytes("x"))
        }
    }

    private func privateComponents() throws(KeyFault) -> PrivateKeyComponents {
        switch keyType {
        case "RSA":
            return .rsa(
                PrivateKeyComponents.RSA(
                    privateExponent: try secret("d"),
                    primes: (try secret("p"), try secret("q")),
                    exponents: (try secret("dp"), try secret("dq")),
                    coefficient: try secret("qi")))
        case "EC": return .ellipticCurve(scalar: try secret("d"))
        default: return .ed25519(seed: try secret("d"))
        }
    }

    /// A member that is a string where it is present.
    private func text(_ name: StaticString) throws(KeyFault) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.string else { throw .invalidMember("\(name)") }
        return text
    }

    private func required(_ name: StaticString) throws(KeyFault) -> String {
        guard let text = try text(name) else { throw .missingMember("\(name)") }
        return text
    }

    /// A member that is base64url text of at least one byte.
    private func bytes(_ name: StaticString) throws(KeyFault) -> [UInt8] {
        let text = try required(name)
        guard !text.isEmpty else { throw .invalidMember("\(name)") }
        do throws(Base64Fault) {
            return try Base64URL.decode(text.utf8.span)
        } catch {
            throw .invalidMember("\(name)")
        }
    }

    private func secret(_ name: StaticString) throws(KeyFault) -> Secret {
        Secret(wiping: try bytes(name))
    }
}
