/// What a login gives a store to begin, all of it or nothing, in one step with what must hold of the
/// account's other logins: two at once cannot both take its last place.
public struct NewLogin: Sendable {
    /// The session, and its refresh secret where it has one.
    public var sessions: [NewSession]
    /// Logins of the same browser that end with it, with all that belongs to them (T61).
    public var replaces: [SessionID]
    /// nil: an account may have any number.
    public var limit: LoginLimit?

    public init(
        _ sessions: [NewSession], replacing old: [SessionID] = [], limit: LoginLimit? = nil
    ) {
        self.sessions = sessions
        replaces = old
        self.limit = limit
    }
}

/// How many logins an account may have at a time.
public struct LoginLimit: Hashable, Sendable {
    /// What is counted.
    public enum Unit: String, CaseIterable, Hashable, Sendable {
        case sessions
        /// Browsers, however often each has logged in; a login that has no browser's name is one of its own.
        case devices
    }

    public enum WhenFull: String, CaseIterable, Hashable, Sendable {
        /// The oldest end; who was logged out is told to the one who asked.
        case evictOldest = "evict_oldest"
        case refuse
    }

    public var count: Int
    public var unit: Unit
    public var whenFull: WhenFull

    /// - Precondition: at least one is allowed.
    public init(_ count: Int, _ unit: Unit, _ whenFull: WhenFull) {
        precondition(count > 0)
        self.count = count
        self.unit = unit
        self.whenFull = whenFull
    }
}

/// A refresh secret is redeemed, all of it or nothing: its successors are there and it is spent.
public struct Rotation: Sendable {
    /// Takes the place of the refresh secret's record: as spent, and with its successor sealed to it.
    public var spent: NewSession
    public var successors: [NewSession]

    public init(_ spent: NewSession, successors: [NewSession]) {
        self.spent = spent
        self.successors = successors
    }
}

/// What became of a rotation.
public enum RotationOutcome: Hashable, Sendable {
    case rotated
    /// Somebody else was first: its record says by now that it is spent. Nothing was done.
    case overtaken
    /// There is no such secret any more. Nothing was done.
    case gone
}
