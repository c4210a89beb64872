import Codecs
public import Configuration
public import Crypto

/// The users file, as Apache's htpasswd writes it: a line `name:hash` for each account; empty lines and
/// those that begin with `#` say nothing. LF and CRLF end a line alike.
///
/// Every fault is found, not the first alone, and none shows what stands behind a colon: it may be a
/// password in plain.
public struct UsersFile: Sendable {
    /// Accounts of one file at most.
    public static let accountsLimit = 100_000
    /// Bytes of a line at most; the longest that can be good has 213.
    public static let lineByteCountLimit = 1_024

    public struct Line: Sendable {
        public let number: Int
        public let name: AccountName
        public let hash: PasswordHash
    }

    /// In the order of the file; no two have the same name.
    public private(set) var lines: [Line] = []
    /// In the order of the file. A line with a fault is in neither `lines` nor force.
    public private(set) var faults: [ConfigurationFault] = []
    private var numbers: [AccountName: Int] = [:]

    public init(parsing text: Span<UInt8>) {
        text.forEachLine { number, line in
            if !line.isSilent { read(line, number: number) }
        }
    }

    private mutating func read(_ line: Span<UInt8>, number: Int) {
        guard line.count <= Self.lineByteCountLimit, let colon = line.colon else {
            return refuse(number, found: "a line that is no account", allowed: "NAME:HASH")
        }
        guard let name = AccountName(line.extracting(..<colon)) else {
            return refuse(number, found: "a name that is none", allowed: AccountName.allowed)
        }
        if let first = numbers[name] {
            let found = "the account \(name) a second time"
            return refuse(
                number, found: found,
                allowed:
                    "once, capitals and small letters being alike; it stands at \(first) already")
        }
        numbers[name] = number
        do throws(PasswordHashFault) {
            let hash = try PasswordHash(parsing: line.extracting((colon + 1)...))
            guard lines.count < Self.accountsLimit else {
                return refuse(
                    number, found: "one account more", allowed: "\(Self.accountsLimit) accounts")
            }
            lines.append(Line(number: number, name: name, hash: hash))
        } catch {
            refuse(
                number, column: colon + 2, found: "\(name) with \(error)",
                allowed: "$2a$, $2b$, $2y$ (bcrypt), $y$ (yescrypt), $6$ (sha512)")
        }
    }

    private mutating func refuse(
        _ number: Int, column: Int = 1, found: String, allowed: String
    ) {
        faults.append(
            ConfigurationFault(
                at: Position(line: number, column: column), found: found, allowed: allowed))
    }
}
