import Crypto

/// The module takes spans, which `#expect` cannot look into; these take what it can.
extension Secret {
    convenience init(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        self.init(bytes.span)
    }

    func equals(_ bytes: [UInt8]) -> Bool { equals(bytes.span) }
}

func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    constantTimeEquals(left.span, right.span)
}

extension Digest {
    func hash(_ bytes: [UInt8]) -> [UInt8] { hash(bytes.span) }
}

extension KeyedHash {
    mutating func tag(of bytes: some Collection<UInt8>) -> Tag {
        let bytes = Array(bytes)
        return tag(of: bytes.span)
    }
}

extension HMACKey {
    func tag(of message: [UInt8]) -> [UInt8] { tag(of: message.span) }

    func verifies(_ tag: some Collection<UInt8>, of message: [UInt8]) -> Bool {
        let tag = Array(tag)
        return verifies(tag.span, of: message.span)
    }
}

extension PublicKey {
    convenience init(subjectPublicKeyInfo der: some Collection<UInt8>) throws(CryptoFault) {
        let der = Array(der)
        try self.init(subjectPublicKeyInfo: der.span)
    }
}

extension PrivateKey {
    func sign(_ message: [UInt8], with scheme: SignatureScheme) throws(CryptoFault) -> [UInt8] {
        try sign(message.span, with: scheme)
    }
}

extension SignatureVerifier {
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        verifies(signature.span, of: message.span)
    }
}

extension PasswordHash {
    init(parsing text: some Collection<UInt8>) throws(PasswordHashFault) {
        let text = Array(text)
        try self.init(parsing: text.span)
    }

    init(parsing text: String) throws(PasswordHashFault) { try self.init(parsing: text.utf8) }

    func verifies(_ password: String) -> Bool {
        let utf8 = Array(password.utf8)
        return verifies(utf8.span)
    }

    static func make(
        _ password: String, kind: Kind, cost: Int? = nil
    ) throws(PasswordFault) -> PasswordHash {
        let utf8 = Array(password.utf8)
        return try make(utf8.span, kind: kind, cost: cost)
    }
}
