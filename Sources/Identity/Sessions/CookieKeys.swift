import Codecs
public import Crypto

/// The keys that session cookies are sealed under: the newest seals, and whatever one of them sealed opens. A
/// key that is left out of the next set opens nothing any more.
///
/// What seals is derived from a key for this purpose alone, and so is the key's name, which every cookie
/// carries in the clear (T54). Immutable, shared by all threads.
public struct CookieKeys: Sendable {
    /// Bytes of a key, from the system's generator.
    public static let byteCount = 32
    static let nameByteCount = 8

    struct Key: Sendable {
        let name: UInt64
        let secret: Secret
    }

    let newest: Key
    private let older: [Key]

    /// - Parameters:
    ///   - newest: what seals; `byteCount` bytes each.
    ///   - older: what opens besides.
    public init(newest: Secret, older: [Secret] = []) throws(CryptoFault) {
        self.newest = try Key(newest)
        var keys: [Key] = []
        for secret in older { keys.append(try Key(secret)) }
        self.older = keys
    }

    public var count: Int { 1 + older.count }

    func find(_ name: UInt64) -> Secret? {
        newest.name == name ? newest.secret : older.first { $0.name == name }?.secret
    }
}

extension CookieKeys.Key {
    fileprivate init(_ secret: Secret) throws(CryptoFault) {
        precondition(secret.count == CookieKeys.byteCount)
        let derivation = try KeyDerivation(from: secret)
        self.secret = derivation.key(for: "session cookie")
        let tag = derivation.key(for: "session cookie key name")
        var reader = FieldReader()
        name = reader.number(byteCount: CookieKeys.nameByteCount, in: tag.span) ?? 0
    }
}
