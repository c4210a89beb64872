import Configuration
import Crypto
import Glibc
import Identity
import Transport

/// The files that an `accounts` command works on: read, and changed one command at a time.
struct AccountFiles {
    let users: String
    /// nil: there is none.
    let groups: String?

    /// By the order's `file`, else by its configuration.
    init(_ order: AccountsCommand.Order) throws(CommandFault) {
        if let file = order.file {
            users = file
            groups = nil
            return
        }
        guard let accounts = try ConfigurationFile.read(order.configuration).settings.accounts
        else {
            throw .usage("\(order.configuration) has no accounts; --file names a users file")
        }
        users = accounts.file.path
        groups = accounts.groups?.path
    }

    /// The same, where there is a users file: only `add` makes one.
    func existing() throws(CommandFault) -> AccountFiles {
        _ = try CommandInput.file(users)
        return self
    }

    /// What the files hold now; a file that is not there holds nothing.
    func table() throws(CommandFault) -> AccountTable {
        try Self.table(try Self.bytes(users), try groups.map(Self.bytes) ?? [], of: self)
    }

    /// The groups that list a name, whether or not an account has it.
    func groups(of name: AccountName) throws(CommandFault) -> [String] {
        let bytes = try groups.map(Self.bytes) ?? []
        return GroupsFile(parsing: bytes.span).members.filter { $0.name == name }.map(\.group)
    }

    /// Changes the users file, while no other command does.
    func edit(
        _ change: (inout FileLines, AccountTable) throws(CommandFault) -> Void
    ) throws(CommandFault) {
        let groups = try self.groups.map(Self.bytes) ?? []
        try Self.edit(users) { bytes throws(CommandFault) in
            var lines = FileLines(bytes)
            try change(&lines, Self.table(bytes, groups, of: self))
            return lines.text
        }
    }

    /// Changes the groups file, if there is one, while no other command does.
    func editGroups(_ change: (inout FileLines) -> Void) throws(CommandFault) {
        guard let groups else { return }
        try Self.edit(groups) { bytes throws(CommandFault) in
            var lines = FileLines(bytes)
            change(&lines)
            return lines.text
        }
    }

    // MARK: Reading

    private static func table(
        _ users: [UInt8], _ groups: [UInt8], of files: AccountFiles
    ) throws(CommandFault) -> AccountTable {
        do {
            return try AccountTable(
                users: UsersFile(parsing: users.span), groups: GroupsFile(parsing: groups.span),
                hashedBy: Digest(.sha256))
        } catch let faults as AccountTable.Faults {
            let lines =
                faults.users.map { "\(files.users):\($0)" }
                + faults.groups.map { "\(files.groups ?? ""):\($0)" }
            throw .invalid((lines + ["nothing was changed"]).joined(separator: "\n"))
        } catch {
            throw .environment("\(error)")
        }
    }

    private static func bytes(_ path: String) throws(CommandFault) -> [UInt8] {
        if unsafe access(path, F_OK) != 0 && errno == ENOENT { return [] }
        return try CommandInput.file(path)
    }

    // MARK: Writing

    /// Puts what `change` makes of a file in its place: the file that a link leads to, with the owner and
    /// mode that it has; a new one is for its owner alone.
    private static func edit(
        _ path: String, _ change: ([UInt8]) throws(CommandFault) -> [UInt8]
    ) throws(CommandFault) {
        let path = real(path)
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        do {
            let locked = try LockedFolder(folder)
            var status = stat()
            let isThere = unsafe stat(path, &status) == 0
            let before = isThere ? try CommandInput.file(path) : []
            let after = try change(before)
            guard after != before else { return }
            try locked.replace(name, with: after.span, mode: 0o600, like: isThere ? status : nil)
        } catch let fault as CommandFault {
            throw fault
        } catch {
            throw .environment("\(error)")
        }
    }

    /// Where a link leads; the path itself where nothing is there yet.
    private static func real(_ path: String) -> String {
        guard let found = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
