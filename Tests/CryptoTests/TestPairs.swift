import Crypto

/// Key pairs of every kind. RSA pairs are made once for all tests: making them is what takes long.
enum TestPairs {
    private static let rsa = Result { try PrivateKey.generate(.rsa(bits: 2_048)) }
    private static let strangerRSA = Result { try PrivateKey.generate(.rsa(bits: 2_048)) }

    static func pair(_ kind: PrivateKey.Kind) throws -> PrivateKey {
        if case .rsa = kind { return try rsa.get() }
        return try PrivateKey.generate(kind)
    }

    /// Another pair of that kind.
    static func stranger(_ kind: PrivateKey.Kind) throws -> PrivateKey {
        if case .rsa = kind { return try strangerRSA.get() }
        return try PrivateKey.generate(kind)
    }
}
