/// What an operator reads, as the end of a sentence about a key.
extension CryptoFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unavailable(let algorithm): "needs \(algorithm), which this OpenSSL does not offer"
        case .unusableKey(let weakness): weakness.description
        case .refused(let reason): "is refused by OpenSSL: \(reason)"
        }
    }
}

extension KeyWeakness: CustomStringConvertible {
    public var description: String {
        switch self {
        case .modulusSize(let bits):
            "has an RSA modulus of \(bits) bits; \(RSAKeyRules.modulusBits.lowerBound) to "
                + "\(RSAKeyRules.modulusBits.upperBound) are accepted"
        case .weakModulus: "has an RSA modulus from a broken generator"
        case .publicExponent: "has an RSA exponent that is even, below 3 or above 64 bits"
        case .coordinateLength(let expected, let found):
            "has a coordinate of \(found) bytes where its curve needs \(expected)"
        case .notOnCurve: "is no point of its curve"
        case .mismatchedParts: "has a private part that does not belong to the public one"
        case .unsupportedType: "is neither RSA, nor EC on P-256, P-384 or P-521, nor Ed25519"
        case .malformed: "is malformed"
        case .empty: "is empty"
        }
    }
}
