import Configuration
import Crypto
import Identity

/// `sallyport accounts`: adds, changes, removes and lists accounts. Comments and the order of the files
/// stay; a file is replaced whole or not at all, and one with faults not at all. Hashes are never shown.
public enum AccountsCommand {
    /// What is asked for, as the command line gives it.
    public struct Order {
        public var name = ""
        /// The users file; nil: the configuration's.
        public var file: String?
        /// Path of the configuration.
        public var configuration = ""
        /// `@FILE`, `-`, or itself; nil: asked for at the terminal.
        public var password: String?
        /// nil: as the dearest hash of the file.
        public var kind: String?
        /// nil: the kind's usual one, or what the file has if that is more.
        public var cost: Int?
        public var groups: [String] = []

        public init() {}
    }

    /// - Returns: the exit code.
    public static func add(_ order: Order) -> Int32 {
        CommandFault.reporting {
            let files = try AccountFiles(order)
            let name = try name(order.name)
            let groups = try groups(order.groups, in: files)
            let table = try files.table()
            try refuseKnown(name, in: table, of: files)
            let hash = try hash(order, for: name, like: table.mostExpensive)
            try files.edit { lines, table throws(CommandFault) in
                try refuseKnown(name, in: table, of: files)
                lines.append("\(name):\(String(decoding: hash.text, as: UTF8.self))")
            }
            try warnOfOldGroups(name, besides: groups, in: files)
            if !groups.isEmpty { try files.editGroups { $0.add(name, to: groups) } }
            Console.print("\(files.users): added \(name) (\(hash))")
            return 0
        }
    }

    /// - Returns: the exit code.
    public static func passwd(_ order: Order) -> Int32 {
        CommandFault.reporting {
            let files = try AccountFiles(order).existing()
            let name = try name(order.name)
            let table = try files.table()
            _ = try account(name, in: table, of: files)
            let hash = try hash(order, for: name, like: table.mostExpensive)
            try files.edit { lines, table throws(CommandFault) in
                let line = try account(name, in: table, of: files).line
                lines.setHash(String(decoding: hash.text, as: UTF8.self), inLine: line)
            }
            Console.print("\(files.users): changed \(name) (\(hash)); its sessions end")
            return 0
        }
    }

    /// - Returns: the exit code.
    public static func remove(_ order: Order) -> Int32 {
        CommandFault.reporting {
            let files = try AccountFiles(order).existing()
            let name = try name(order.name)
            try files.edit { lines, table throws(CommandFault) in
                lines.remove(line: try account(name, in: table, of: files).line)
            }
            try files.editGroups { $0.remove(name) }
            Console.print("\(files.users): removed \(name); its sessions end")
            return 0
        }
    }

    /// - Parameter order: without a name all are listed.
    /// - Returns: the exit code.
    public static func list(_ order: Order) -> Int32 {
        CommandFault.reporting {
            let files = try AccountFiles(order).existing()
            let table = try files.table()
            var accounts = table.accounts
            if !order.name.isEmpty {
                accounts = [try account(name(order.name), in: table, of: files)]
            }
            for line in rows(accounts) { Console.print(line) }
            return 0
        }
    }

    /// Name, hash and groups of each, in columns.
    static func rows(_ accounts: [Account]) -> [String] {
        let names = accounts.map(\.name.text.count).max() ?? 0
        let hashes = accounts.map(\.hash.description.count).max() ?? 0
        return accounts.map { account in
            let name = account.name.text.padded(to: names)
            guard !account.groups.isEmpty else { return "\(name)  \(account.hash)" }
            let hash = account.hash.description.padded(to: hashes)
            return "\(name)  \(hash)  \(account.groups.joined(separator: ", "))"
        }
    }
}

/// Whatever is wrong with what was asked for.
extension AccountsCommand {
    private static func name(_ written: String) throws(CommandFault) -> AccountName {
        guard let name = AccountName(written) else {
            throw .usage("no account can have that name; allowed: \(AccountName.allowed)")
        }
        return name
    }

    private static func groups(
        _ names: [String], in files: AccountFiles
    ) throws(CommandFault) -> [String] {
        guard !names.isEmpty else { return [] }
        guard files.groups != nil else {
            throw .usage("--groups needs a configuration whose accounts name a groups file")
        }
        for name in names {
            let utf8 = Array(name.utf8)
            guard GroupsFile.isGroupName(utf8.span) else {
                throw .usage("no group can have that name; allowed: \(AccountName.allowed)")
            }
        }
        return names
    }

    /// Of an account that was removed by other means its groups may be left, and come with the name.
    private static func warnOfOldGroups(
        _ name: AccountName, besides asked: [String], in files: AccountFiles
    ) throws(CommandFault) {
        let old = try files.groups(of: name).filter { !asked.contains($0) }
        guard !old.isEmpty else { return }
        Console.error(
            "warning: \(files.groups ?? "") lists \(name) already, who is now in "
                + old.joined(separator: ", "))
    }

    private static func refuseKnown(
        _ name: AccountName, in table: AccountTable, of files: AccountFiles
    ) throws(CommandFault) {
        guard let known = table[name] else { return }
        throw .invalid("\(files.users):\(known.line): the account \(name) is there already")
    }

    private static func account(
        _ name: AccountName, in table: AccountTable, of files: AccountFiles
    ) throws(CommandFault) -> Account {
        guard let account = table[name] else {
            throw .invalid("\(files.users): no account \(name)")
        }
        return account
    }

    private static func password(
        _ order: Order, for name: AccountName
    ) throws(CommandFault) -> Secret {
        guard let given = order.password else { return try PasswordPrompt.ask(for: name.text) }
        return try CommandInput.password(given)
    }

    private static func hash(
        _ order: Order, for name: AccountName, like dearest: PasswordHash?
    ) throws(CommandFault) -> PasswordHash {
        let recipe = try HashRecipe(kind: order.kind, cost: order.cost, like: dearest)
        let password = try password(order, for: name)
        do throws(PasswordFault) {
            return try PasswordHash.make(password.span, kind: recipe.kind, cost: recipe.cost)
        } catch {
            throw .invalid("the password \(error); nothing was changed")
        }
    }
}
