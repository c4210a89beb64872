/// A public key that passed every check there is on the key alone: size, oddness, on its curve. Made
/// of the numbers a JWK carries or of DER; immutable, usable from any thread. It verifies nothing by
/// itself: a `SignatureVerifier` binds it to one scheme.
public final class PublicKey: Sendable {
    /// In the canonical form, so that equal keys have equal components.
    public let components: PublicKeyComponents
    let key: OpenSSLKey

    /// Leading zeros of RSA numbers are dropped.
    /// - Throws: `unusableKey` with what is wrong.
    public init(_ components: PublicKeyComponents) throws(CryptoFault) {
        let canonical = components.canonical
        let key = try canonical.validKey()
        self.components = canonical
        self.key = key
    }

    /// A SubjectPublicKeyInfo in DER, as the PEM label `PUBLIC KEY` holds it.
    public convenience init(subjectPublicKeyInfo der: Span<UInt8>) throws(CryptoFault) {
        guard let key = OpenSSLKey(subjectPublicKeyInfo: der) else {
            throw .unusableKey(.malformed)
        }
        guard let components = key.publicComponents else { throw .unusableKey(.unsupportedType) }
        try self.init(components)
    }
}

extension PublicKeyComponents {
    fileprivate var canonical: PublicKeyComponents {
        guard case .rsa(let modulus, let publicExponent) = self else { return self }
        return .rsa(
            modulus: Array(modulus.drop { $0 == 0 }),
            publicExponent: Array(publicExponent.drop { $0 == 0 }))
    }

    fileprivate func validKey() throws(CryptoFault) -> OpenSSLKey {
        try validate()
        var parameters = KeyParameters()
        parameters.add(self)
        if let key = parameters.makeKey(ofType: keyType, isPrivate: false) { return key }
        // With lengths right, a point off the curve is the one thing OpenSSL refuses.
        if case .ellipticCurve = self { throw .unusableKey(.notOnCurve) }
        throw .unusableKey(.malformed)
    }

    private func validate() throws(CryptoFault) {
        switch self {
        case .rsa(let modulus, let publicExponent):
            try RSAKeyRules.validate(modulus: modulus, publicExponent: publicExponent)
        case .ellipticCurve(let curve, let x, let y):
            for coordinate in [x, y] where coordinate.count != curve.fieldByteCount {
                throw .unusableKey(
                    .coordinateLength(expected: curve.fieldByteCount, found: coordinate.count))
            }
        case .ed25519(let point):
            guard point.count == 32 else {
                throw .unusableKey(.coordinateLength(expected: 32, found: point.count))
            }
        }
    }

    /// OpenSSL's name of the key type.
    var keyType: StaticString {
        switch self {
        case .rsa: "RSA"
        case .ellipticCurve: "EC"
        case .ed25519: "ED25519"
        }
    }
}

extension KeyParameters {
    mutating func add(_ components: PublicKeyComponents) {
        switch components {
        case .rsa(let modulus, let publicExponent):
            add("n", number: modulus.span)
            add("e", number: publicExponent.span)
        case .ellipticCurve(let curve, let x, let y):
            add("group", text: curve.groupName)
            add("pub", bytes: ([0x04] + x + y).span)  // uncompressed point, SEC 1 §2.3.3
        case .ed25519(let point):
            add("pub", bytes: point.span)
        }
    }
}
