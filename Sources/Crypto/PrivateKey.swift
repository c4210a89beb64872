import COpenSSL

/// A private key with its public one: made by the generator or of the numbers a private JWK carries.
/// It signs in the forms JOSE asks for. Immutable, usable from any thread; never printed.
public final class PrivateKey: Sendable {
    public let publicKey: PublicKey
    private let key: OpenSSLKey

    /// What `generate` can make.
    public enum Kind: Hashable, Sendable {
        /// The public exponent is 65,537.
        case rsa(bits: Int)
        case ellipticCurve(EllipticCurve)
        case ed25519
    }

    /// - Throws: `unusableKey(.mismatchedParts)` where the private numbers do not fit the public ones.
    public init(
        _ privateComponents: PrivateKeyComponents, publicComponents: PublicKeyComponents
    ) throws(CryptoFault) {
        publicKey = try PublicKey(publicComponents)
        var parameters = KeyParameters()
        parameters.add(publicKey.components)
        parameters.add(privateComponents)
        let type = publicKey.components.keyType
        guard privateComponents.fits(publicKey.components),
            let key = parameters.makeKey(ofType: type, isPrivate: true), key.isConsistent
        else { throw .unusableKey(.mismatchedParts) }
        self.key = key
    }

    /// A fresh key.
    /// - Throws: `unusableKey(.modulusSize)` for RSA outside the accepted sizes.
    public static func generate(_ kind: Kind) throws(CryptoFault) -> PrivateKey {
        if case .rsa(let bits) = kind, !RSAKeyRules.modulusBits.contains(bits) {
            throw .unusableKey(.modulusSize(bits: bits))
        }
        let made = try OpenSSLKey.generate(kind)
        guard let components = made.publicComponents else { throw .unusableKey(.unsupportedType) }
        return PrivateKey(made, publicKey: try PublicKey(components))
    }

    private init(_ key: OpenSSLKey, publicKey: PublicKey) {
        self.key = key
        self.publicKey = publicKey
    }

    /// The secret numbers, to be written to a file that only the owner may read.
    public func exportComponents() throws(CryptoFault) -> PrivateKeyComponents {
        guard let components = key.privateComponents else {
            throw .unusableKey(.unsupportedType)
        }
        return components
    }

    /// The signature of `message`, in the form JOSE carries (r ‖ s for ECDSA).
    /// - Throws: `unusableKey(.unsupportedType)` where the scheme is not for this type of key.
    public func sign(_ message: Span<UInt8>, with scheme: SignatureScheme) throws(CryptoFault)
        -> [UInt8]
    {
        guard publicKey.components.supports(scheme) else {
            throw .unusableKey(.unsupportedType)
        }
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        var keyContext: OpaquePointer?
        guard
            unsafe EVP_DigestSignInit_ex(
                context, &keyContext, scheme.digest?.name, nil, nil, key.pointer, nil) == 1,
            unsafe scheme.configure(keyContext)
        else { throw OpenSSLErrors.taken() }
        guard let signature = unsafe Self.signature(of: message, by: context) else {
            throw OpenSSLErrors.taken()
        }
        guard case .ecdsa(let curve) = scheme else { return signature }
        guard let raw = ECDSASignature.raw(fromDER: signature.span, on: curve) else {
            throw OpenSSLErrors.taken()
        }
        return raw
    }

    private static func signature(of message: Span<UInt8>, by context: OpaquePointer?) -> [UInt8]? {
        unsafe message.withUnsafeBufferPointer { message in
            var count = 0
            guard
                unsafe EVP_DigestSign(context, nil, &count, message.baseAddress, message.count) == 1
            else { return nil }
            var result = [UInt8](repeating: 0, count: count)
            guard
                unsafe EVP_DigestSign(
                    context, &result, &count, message.baseAddress, message.count) == 1
            else { return nil }
            result.removeLast(result.count - count)
            return result
        }
    }
}

extension PrivateKeyComponents {
    fileprivate func fits(_ publicComponents: PublicKeyComponents) -> Bool {
        switch (self, publicComponents) {
        case (.rsa, .rsa): true
        case (.ellipticCurve(let scalar), .ellipticCurve(let curve, _, _)):
            curve.isValidScalar(scalar.span)
        case (.ed25519(let seed), .ed25519): seed.count == 32
        default: false
        }
    }
}

extension KeyParameters {
    fileprivate mutating func add(_ components: PrivateKeyComponents) {
        switch components {
        case .rsa(let rsa):
            add("d", number: rsa.privateExponent.span)
            add("rsa-factor1", number: rsa.primes.first.span)
            add("rsa-factor2", number: rsa.primes.second.span)
            add("rsa-exponent1", number: rsa.exponents.first.span)
            add("rsa-exponent2", number: rsa.exponents.second.span)
            add("rsa-coefficient1", number: rsa.coefficient.span)
        case .ellipticCurve(let scalar):
            add("priv", number: scalar.span)
        case .ed25519(let seed):
            add("priv", bytes: seed.span)
        }
    }
}

extension OpenSSLKey {
    fileprivate static func generate(_ kind: PrivateKey.Kind) throws(CryptoFault) -> OpenSSLKey {
        let type =
            switch kind {
            case .rsa: "RSA"
            case .ellipticCurve: "EC"
            case .ed25519: "ED25519"
            }
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe context != nil, unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe setParameters(of: kind, on: context),
            unsafe EVP_PKEY_generate(context, &key) == 1, let made = unsafe key
        else { throw OpenSSLErrors.taken() }
        return unsafe OpenSSLKey(owning: made)
    }

    private static func setParameters(of kind: PrivateKey.Kind, on context: OpaquePointer?) -> Bool
    {
        switch kind {
        case .rsa(let bits): unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1
        case .ellipticCurve(let curve):
            unsafe EVP_PKEY_CTX_set_group_name(context, "\(curve.groupName)") == 1
        case .ed25519: true
        }
    }
}
