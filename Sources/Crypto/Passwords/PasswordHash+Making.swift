import CCrypt
import Codecs

extension PasswordHash {
    /// A new hash of `password`, with a salt of its own. Takes as long as verifying it will.
    ///
    /// A password that bcrypt would cut at 72 bytes is refused: whoever sets it would believe that all
    /// of it counts.
    /// - Parameter cost: nil: the kind's usual one.
    public static func make(
        _ password: Span<UInt8>, kind: Kind, cost: Int? = nil
    ) throws(PasswordFault) -> PasswordHash {
        let cost = cost ?? kind.usualCost
        guard kind.costs.contains(cost) else { throw .cost(kind) }
        guard !password.isEmpty else { throw .empty }
        guard password.count <= kind.passwordByteCountLimit else {
            throw .tooLong(limit: kind.passwordByteCountLimit)
        }
        for index in password.indices where password[index] < 0x20 || password[index] == 0x7F {
            throw .controlCharacter
        }
        guard let setting = setting(kind, cost: cost) else { throw .unavailable(kind) }
        let text = CryptMemory().compute(password, setting: setting.span)
        do throws(PasswordHashFault) {
            return try PasswordHash(parsing: text.span)
        } catch {
            throw .unavailable(kind)
        }
    }

    /// What precedes the digest: kind, cost, and sixteen fresh random bytes of salt.
    private static func setting(_ kind: Kind, cost: Int) -> [UInt8]? {
        let random = SecureRandom().bytes(count: 16).map { CChar(bitPattern: $0) }
        var room = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let made = unsafe crypt_gensalt_rn(
            kind.prefix, UInt(cost), random, CInt(random.count), &room, CInt(room.count))
        guard unsafe made != nil else { return nil }
        return room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    }
}

extension PasswordHash.Kind {
    fileprivate var prefix: String {
        switch self {
        case .bcrypt: "$2b$"
        case .yescrypt: "$y$"
        case .sha512: "$6$"
        }
    }
}
