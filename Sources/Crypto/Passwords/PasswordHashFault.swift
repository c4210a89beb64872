/// Why a text is not taken for a password hash. None of them carries the text.
public enum PasswordHashFault: Error, Equatable, Sendable {
    /// A known kind that is broken or too cheap to guess, by its name.
    case refusedKind(String)
    /// No kind that is known here; a password written in plain, perhaps.
    case unknownKind
    /// The prefix of a kind that is taken, and something behind it that the kind does not write.
    case malformed(PasswordHash.Kind)
    /// A cost outside `Kind.costs`.
    case cost(PasswordHash.Kind)
}

/// Why no hash is made of a password.
public enum PasswordFault: Error, Equatable, Sendable {
    case empty
    /// A control character: no one can type it, and a NUL would end the password for the hash.
    case controlCharacter
    /// More bytes than count for the kind.
    case tooLong(limit: Int)
    /// A cost outside `Kind.costs`.
    case cost(PasswordHash.Kind)
    /// libxcrypt was built without the kind.
    case unavailable(PasswordHash.Kind)
}

/// What an operator reads, as the end of a sentence.
extension PasswordHashFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refusedKind(let name): "a hash of the kind \(name), which is guessed too fast"
        case .unknownKind: "something that is no password hash"
        case .malformed(let kind):
            "a \(kind.rawValue) hash that is cut short or otherwise malformed"
        case .cost(let kind):
            "a \(kind.rawValue) hash whose cost is not from \(kind.costs.lowerBound) to "
                + "\(kind.costs.upperBound)"
        }
    }
}

extension PasswordFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "is empty"
        case .controlCharacter: "holds a control character"
        case .tooLong(let limit):
            "is longer than the \(limit) bytes that count for its kind of hash"
        case .cost(let kind):
            "cannot be hashed at that cost; \(kind.rawValue) takes \(kind.costs.lowerBound) to "
                + "\(kind.costs.upperBound)"
        case .unavailable(let kind): "cannot be hashed: this libxcrypt has no \(kind.rawValue)"
        }
    }
}
