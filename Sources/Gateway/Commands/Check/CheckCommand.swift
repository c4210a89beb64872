import Configuration
import Identity
import Policy

/// `sallyport check`: reads a configuration as `run` would, key and accounts files included, and says in words who
/// may do what by it; or names every fault.
public enum CheckCommand {
    /// - Parameter file: the configuration's path.
    /// - Returns: the exit code.
    public static func run(configuration file: String) -> Int32 {
        do throws(CommandFault) {
            let read = try ConfigurationFile.read(file)
            let builder = SnapshotBuilder(offline: read.settings, file: file)
            let words = try description(by: builder)
            Console.print(words)
            for warning in read.warnings { Console.error("\(file):\(warning)") }
            for warning in try warnings(by: builder) { Console.error(warning) }
            return 0
        } catch {
            return error.report()
        }
    }

    static func description(by builder: SnapshotBuilder) throws(CommandFault) -> String {
        let settings = builder.settings
        do throws(ConfigurationFaults) {
            let snapshot = try builder.build(generation: 1)
            var text = PlainText()
            text.append(listenersOf: settings)
            try text.append(issuersOf: settings, by: builder)
            try text.append(accountsOf: settings, by: builder)
            try text.append(tokensOf: settings, by: builder)
            try text.append(sessionsOf: settings, by: builder)
            text.append(identityOf: settings)
            for host in snapshot.table.hosts { text.append(host, in: settings) }
            return text.lines.joined(separator: "\n")
        } catch {
            throw .invalid("\(error)")
        }
    }

    /// What is found in the files that the configuration names.
    static func warnings(by builder: SnapshotBuilder) throws(CommandFault) -> [String] {
        do throws(ConfigurationFaults) {
            let accounts = try builder.loadAccounts()
            return try (accounts?.warnings ?? []) + tokenWarnings(by: builder, accounts?.table)
        } catch {
            throw .invalid("\(error)")
        }
    }

    private static func tokenWarnings(
        by builder: SnapshotBuilder, _ accounts: AccountTable?
    ) throws(ConfigurationFaults) -> [String] {
        do throws(ConfigurationFault) {
            guard let own = try builder.loadOwnIssuer() else { return [] }
            return own.warnings + builder.warnings(ofCookies: own.issuer, for: accounts)
        } catch {
            throw ConfigurationFaults(file: builder.file, faults: [error])
        }
    }
}
