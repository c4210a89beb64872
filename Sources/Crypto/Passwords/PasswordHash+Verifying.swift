import CCrypt
import Codecs

extension PasswordHash {
    /// Bytes of a password at most that are looked at; libxcrypt takes no more.
    public static let passwordByteCountLimit = 511

    /// Whether `password` is the one that this was made of. Takes as long as `work` says, so it is not
    /// for an event loop; nothing is kept of the password, and comparing takes constant time.
    ///
    /// What no one can have set is false at once, for every hash alike: an empty password, one with a
    /// NUL, one of more than 511 bytes. Of longer than 72 bytes bcrypt knows the first 72, as everywhere:
    /// a file from elsewhere may hold such hashes, `make` makes none.
    public func verifies(_ password: Span<UInt8>) -> Bool {
        guard Self.isPossible(password) else { return false }
        let computed = CryptMemory().compute(password, setting: text.span)
        return constantTimeEquals(computed.span, text.span)
    }

    /// A hash of no password that costs what `other` does to verify: for names that no account has, so
    /// that they take as long as those that one has (T94).
    public static func dummy(like other: PasswordHash) -> PasswordHash {
        let setting = other.text.prefix(other.settingByteCount)
        let digest = [UInt8](
            repeating: UInt8(ascii: "."), count: other.text.count - setting.count)
        // All nought: that a password hashes to it is as likely as finding one blindly.
        return PasswordHash(
            kind: other.kind, cost: other.cost, text: setting + digest,
            settingByteCount: other.settingByteCount)
    }

    /// The same where no account is there to be like.
    public static let dummy = PasswordHash(
        kind: .bcrypt, cost: Kind.bcrypt.usualCost,
        text: Array("$2b$\(Kind.bcrypt.usualCost)$".utf8) + Array(repeating: 0x2E, count: 53),
        settingByteCount: 29)

    private static func isPossible(_ password: Span<UInt8>) -> Bool {
        guard (1...passwordByteCountLimit) ~= password.count else { return false }
        for index in password.indices where password[index] == 0 { return false }
        return true
    }
}
