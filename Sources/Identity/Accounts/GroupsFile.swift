import Codecs
public import Configuration

/// The groups file, as Apache's htgroup is written: a line `group: name name` for each group; a group
/// may have several lines. Groups are told apart by their exact spelling, as policies name them, and
/// are written with the letters of an account's name.
public struct GroupsFile: Sendable {
    public struct Member: Sendable {
        /// Of its line.
        public let number: Int
        public let group: String
        public let name: AccountName
    }

    private struct Membership: Hashable {
        let group: String
        let name: AccountName
    }

    /// In the order of the file; a name once in a group.
    public private(set) var members: [Member] = []
    /// In the order of the file.
    public private(set) var faults: [ConfigurationFault] = []
    private var seen: Set<Membership> = []

    public init(parsing text: Span<UInt8>) {
        text.forEachLine { number, line in
            if !line.isSilent { read(line, number: number) }
        }
    }

    /// Whether a group can be called so.
    public static func isGroupName(_ name: Span<UInt8>) -> Bool { AccountName(name) != nil }

    private mutating func read(_ line: Span<UInt8>, number: Int) {
        guard let colon = line.colon else {
            return refuse(number, found: "a line that is no group", allowed: "GROUP: NAME NAME …")
        }
        let name = line.extracting(..<colon)
        guard Self.isGroupName(name) else {
            return refuse(
                number, found: "a group's name that is none", allowed: AccountName.allowed)
        }
        let group = String(decoding: name)
        var start = colon + 1
        while start < line.count {
            var end = start
            while end < line.count, line[end] != 0x20, line[end] != 0x09 { end += 1 }
            if end > start {
                read(line.extracting(start..<end), at: start, of: group, number: number)
            }
            start = end + 1
        }
    }

    private mutating func read(
        _ member: Span<UInt8>, at start: Int, of group: String, number: Int
    ) {
        guard let name = AccountName(member) else {
            return refuse(
                number, column: start + 1, found: "a name in \(group) that is none",
                allowed: AccountName.allowed)
        }
        guard seen.insert(Membership(group: group, name: name)).inserted else { return }
        members.append(Member(number: number, group: group, name: name))
    }

    private mutating func refuse(
        _ number: Int, column: Int = 1, found: String, allowed: String
    ) {
        faults.append(
            ConfigurationFault(
                at: Position(line: number, column: column), found: found, allowed: allowed))
    }
}
