public import Configuration
public import Identity

/// How many logins an account may have at a time, and what becomes of one more.
public struct PerAccountSettings: Hashable, Sendable {
    public var limit = 1
    public var count = LoginLimit.Unit.sessions
    public var whenFull = LoginLimit.WhenFull.evictOldest
    /// In the order of the file.
    public var groups: [GroupLimit] = []

    /// What holds for the accounts of a group instead.
    public struct GroupLimit: Hashable, Sendable {
        public var group: String
        public var limit: Int
        public var position: Position
    }

    public init() {}

    /// Logins, or devices, that a limit may allow.
    public static let limits = 1...10_000
}

extension PerAccountSettings {
    /// What holds for an account: the highest limit of its groups; without one, the general limit.
    func limit(of account: Account) -> LoginLimit {
        let own = groups.filter { account.groups.contains($0.group) }.map(\.limit).max()
        return LoginLimit(own ?? limit, count, whenFull)
    }

    /// As `check` puts it.
    var words: String {
        let outcome =
            switch whenFull {
            case .evictOldest: "one more ends the oldest"
            case .refuse: "one more is refused until one of them is ended"
            }
        let groups = groups.map { ", \($0.limit) in \($0.group)" }.joined()
        return "\(limit) \(count.rawValue)\(groups); \(outcome)"
    }
}

extension PerAccountSettings: SettingsSection {
    public static let summary =
        "How many logins an account may have at a time, on all hosts together."

    public static let keys: [Setting<Self>] = [
        Setting("limit", \.limit, .integer(in: limits), "As many as that.")
            .required().example("5"),
        Setting(
            "count", \.count, .word,
            "What is counted: `sessions`, or `devices`, which are browsers, however often each has logged "
                + "in. A browser is known by a cookie that names it and proves nothing."),
        Setting(
            "when_full", \.whenFull, .word,
            "What becomes of a login above the limit. `evict_oldest`: whoever logged in first is logged "
                + "out. `refuse`: the page lists who is logged in, and logs in once one of them was ended."
        ),
        Setting(
            "groups", \.groups, .groupLimits,
            "What holds for the accounts of a group instead of `limit`; of several groups, the highest."
        ).absent("`limit` holds for all").example("{staff: 20}"),
    ]
}

extension SettingValue where Output == [PerAccountSettings.GroupLimit] {
    fileprivate static var groupLimits: SettingValue {
        let group = SettingValue<String>.text("the name of a group", placeholder: "GROUP") {
            GroupsFile.isGroupName($0.utf8Span.span)
        }
        return .pairs(group, .integer(in: PerAccountSettings.limits)) { group, limit, position in
            .init(group: group, limit: limit, position: position)
        } same: {
            $0.group
        }
    }
}
