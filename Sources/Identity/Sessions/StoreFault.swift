/// Why a store did not do what it was asked.
public enum StoreFault: Error, Equatable, Sendable {
    /// No room for another session; ending some, or waiting until some expire, makes room.
    case full
    /// The account has as many logins as it may have.
    case limitReached
    /// The timeout passed. What had begun by then may have been done all the same.
    case tooLate
    /// There is a session under that ID already.
    case exists
    /// The record is larger than a store takes.
    case tooLarge
    /// The store cannot be read or written now, for the stated reason; trying again may help.
    case unavailable(String)
    /// What is stored is not what was written, as stated.
    case corrupt(String)
}

extension StoreFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .full: "the session store is full"
        case .limitReached: "the account has as many logins as it may have"
        case .tooLate: "the session store did not answer in time"
        case .exists: "there is a session under that ID already"
        case .tooLarge: "the session is too large"
        case .unavailable(let reason): "the session store is unavailable: \(reason)"
        case .corrupt(let what): "the session store is damaged: \(what)"
        }
    }
}
