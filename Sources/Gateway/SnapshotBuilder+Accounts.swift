import Configuration
import Crypto
import Identity

/// The accounts' files: read, understood or refused at their own lines.
extension SnapshotBuilder {
    /// Accounts, and what their operator should know of them.
    struct LoadedAccounts {
        let table: AccountTable
        /// How many there are in the groups file.
        let groupCount: Int
        /// Each with its file and place, as a line.
        let warnings: [String]
    }

    /// - Returns: nil where the configuration has no accounts.
    /// - Throws: faults of the files, and of the line that names them.
    func loadAccounts() throws(ConfigurationFaults) -> LoadedAccounts? {
        guard let accounts = settings.accounts else { return nil }
        let users = try contents(of: accounts.file, for: "an htpasswd file")
        let usersFile = UsersFile(parsing: users.bytes.span)
        var groupBytes: [UInt8] = []
        if let groups = accounts.groups {
            groupBytes = try contents(of: groups, for: "an htgroup file").bytes
        }
        let groups = GroupsFile(parsing: groupBytes.span)
        let table = try table(usersFile, groups, of: accounts)
        var warnings: [String] = []
        if users.isWorldReadable {
            let warning = ConfigurationWarning(
                at: accounts.file.position,
                "every user of this machine can read the hashes in \(accounts.file.path)")
            warnings.append("\(file):\(warning)")
        }
        warnings += table.warnings.map { "\(accounts.file.path):\($0)" }
        if let path = accounts.groups?.path {
            warnings += table.warnings(of: groups).map { "\(path):\($0)" }
        }
        let names = Set(groups.members.map(\.group))
        warnings += self.warnings(ofLimitsWithout: names)
        return LoadedAccounts(table: table, groupCount: names.count, warnings: warnings)
    }

    /// Of limits for groups that nobody is in.
    private func warnings(ofLimitsWithout groups: Set<String>) -> [String] {
        (settings.sessions.perAccount?.groups ?? []).filter { !groups.contains($0.group) }.map {
            let warning = ConfigurationWarning(
                at: $0.position, "a limit for the group \($0.group), which nobody is in")
            return "\(file):\(warning)"
        }
    }

    private func table(
        _ users: UsersFile, _ groups: GroupsFile, of accounts: AccountsSettings
    ) throws(ConfigurationFaults) -> AccountTable {
        do {
            return try AccountTable(users: users, groups: groups, hashedBy: Digest(.sha256))
        } catch let faults as AccountTable.Faults {
            throw self.faults(faults, of: accounts)
        } catch {
            throw fault(
                at: accounts.file, found: "\(accounts.file.path), which \(error)",
                allowed: "SHA-256")
        }
    }

    private func contents(
        of path: FilePath, for what: String
    ) throws(ConfigurationFaults) -> (bytes: [UInt8], isWorldReadable: Bool) {
        switch surroundings.contents(path.path) {
        case .bytes(let bytes, let isWorldReadable): return (bytes, isWorldReadable)
        case .unreadable(let why):
            throw fault(
                at: path, found: "\(path.path), which cannot be read: \(why)", allowed: what)
        }
    }

    private func fault(at path: FilePath, found: String, allowed: String) -> ConfigurationFaults {
        let fault = ConfigurationFault(at: path.position, found: found, allowed: allowed)
        return ConfigurationFaults(file: file, faults: [fault])
    }

    /// At the configuration's lines that the files have faults, then each at its own.
    private func faults(
        _ faults: AccountTable.Faults, of accounts: AccountsSettings
    ) -> ConfigurationFaults {
        var own: [ConfigurationFault] = []
        var further: [ConfigurationFaults] = []
        for (path, faults) in [(accounts.file, faults.users), (accounts.groups, faults.groups)] {
            guard let path, !faults.isEmpty else { continue }
            let count = faults.count == 1 ? "a fault" : "\(faults.count) faults"
            own.append(
                ConfigurationFault(
                    at: path.position, found: "\(path.path), which has \(count)",
                    allowed: "a file without one"))
            further.append(ConfigurationFaults(file: path.path, faults: faults))
        }
        return ConfigurationFaults(file: file, faults: own, further: further)
    }
}
