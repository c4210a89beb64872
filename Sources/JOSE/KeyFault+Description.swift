import Crypto

/// What an operator reads. Key IDs are public; key material never appears.
extension KeyFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAKey: "is no JSON object with a \"kty\""
        case .missingMember(let name): "has no \"\(name)\""
        case .invalidMember(let name): "has a \"\(name)\" that is not what RFC 7517 asks for"
        case .privateKey: "is a private key; a key set for verifying holds public keys only"
        case .sharedSecret:
            "is a shared secret; secrets belong to an issuer declared \"symmetric\" only"
        case .notASecret: "is no shared secret, which a \"symmetric\" issuer needs"
        case .algorithmMismatch(let algorithm):
            "is not of the type that its \"alg\", \(algorithm.rawValue), needs"
        case .operationsMismatch: "has a \"use\" and \"key_ops\" that do not allow what it is for"
        case .missingAlgorithm: "has no \"alg\" that says what to sign with"
        case .secretTooShort(let needed, let found):
            "has \(found) bytes; its algorithm needs \(needed) at least"
        case .crypto(let fault): fault.description
        }
    }
}

extension KeySetFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLarge: "a key set of more than \(KeySet.byteCountLimit) bytes"
        case .tooManyKeys: "a key set of more than \(KeySet.keysLimit) keys"
        case .invalidJSON(let fault): "a key set that is no strict JSON (\(fault))"
        case .notAKeySet: "neither a JWK Set (an object with \"keys\") nor PEM"
        case .invalidPEM: "a PEM block that is not closed or not base64"
        case .unsupportedPEM(let label):
            "a PEM block \"\(label)\"; a public key has the label \"PUBLIC KEY\""
        case .key(let number, let keyID, let fault):
            "key \(number)\(keyID.map { " (kid \"\($0)\")" } ?? "") \(fault)"
        case .duplicateKeyID(let keyID): "two keys of one type with the kid \"\(keyID)\""
        case .noUsableKey(let skipped):
            skipped.isEmpty
                ? "a key set without keys"
                : "a key set without a key that verifies tokens: "
                    + skipped.map(\.description).joined(separator: "; ")
        }
    }
}

extension SkippedKey: CustomStringConvertible {
    public var description: String {
        let name = "key \(number)\(keyID.map { " (kid \"\($0)\")" } ?? "")"
        return switch reason {
        case .unsupportedType(let type): "\(name) is of the unsupported type \"\(type)\""
        case .unsupportedAlgorithm(let algorithm):
            "\(name) is for the unsupported algorithm \"\(algorithm)\""
        case .notForSignatures: "\(name) is not for signatures"
        }
    }
}
