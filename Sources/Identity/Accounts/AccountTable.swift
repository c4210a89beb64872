import Codecs
public import Configuration
public import Crypto

/// All accounts in force: made whole of a users file and a groups file, never changed, shared by all
/// threads. Looking one up is one step by its canonical name.
public struct AccountTable: Sendable {
    /// In the order of the users file.
    public let accounts: [Account]
    /// Verifying this costs what the file's most expensive hash does, and is never right: for names that
    /// no account has.
    public let dummy: PasswordHash
    private let places: [AccountName: Int]

    /// Every fault of both files; a groups file that is none is empty here.
    public struct Faults: Error, Sendable {
        public let users: [ConfigurationFault]
        public let groups: [ConfigurationFault]
    }

    /// - Parameter digest: SHA-256.
    public init(
        users: UsersFile, groups: GroupsFile, hashedBy digest: Digest
    ) throws(Faults) {
        guard users.faults.isEmpty, groups.faults.isEmpty else {
            throw Faults(users: users.faults, groups: groups.faults)
        }
        var joined: [AccountName: [String]] = [:]
        for member in groups.members { joined[member.name, default: []].append(member.group) }
        accounts = users.lines.map { line in
            Account(
                name: line.name, hash: line.hash, groups: joined[line.name] ?? [],
                fingerprint: AccountFingerprint(of: line.name, line.hash, by: digest),
                line: line.number)
        }
        places = Dictionary(
            uniqueKeysWithValues: accounts.enumerated().map { ($1.name, $0) })
        dummy = Self.mostExpensive(of: accounts).map(PasswordHash.dummy(like:)) ?? .dummy
    }

    public subscript(name: AccountName) -> Account? { places[name].map { accounts[$0] } }

    /// Whether the account is there and has the line that it had when the fingerprint was taken.
    public func isCurrent(_ fingerprint: AccountFingerprint, of name: AccountName) -> Bool {
        self[name]?.fingerprint == fingerprint
    }

    /// The hash that takes longest to verify; nil where there is no account.
    public var mostExpensive: PasswordHash? { Self.mostExpensive(of: accounts) }

    private static func mostExpensive(of accounts: [Account]) -> PasswordHash? {
        accounts.map(\.hash).max { $0.work < $1.work }
    }

    /// Whose sessions end when this table takes the place of `old`: accounts that are gone or have
    /// another line, in the order of the old file.
    public func changes(from old: AccountTable) -> [AccountName] {
        old.accounts.filter { !isCurrent($0.fingerprint, of: $0.name) }.map(\.name)
    }
}
