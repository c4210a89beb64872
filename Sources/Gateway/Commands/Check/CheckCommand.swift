import Configuration
import Policy

/// `sallyport check`: reads a configuration as `run` would, key files included, and says in words who
/// may do what by it; or names every fault.
public enum CheckCommand {
    /// - Parameter file: the configuration's path.
    /// - Returns: the exit code.
    public static func run(configuration file: String) -> Int32 {
        do throws(CommandFault) {
            let read = try ConfigurationFile.read(file)
            let words = try description(of: read.settings, from: file)
            Console.print(words)
            for warning in read.warnings { Console.error("\(file):\(warning)") }
            return 0
        } catch {
            return error.report()
        }
    }

    static func description(
        of settings: Settings, from file: String
    ) throws(CommandFault) -> String {
        do throws(ConfigurationFaults) {
            let builder = SnapshotBuilder(offline: settings, file: file)
            let snapshot = try builder.build(generation: 1)
            var text = PlainText()
            text.append(listenersOf: settings)
            try text.append(issuersOf: settings, by: builder)
            text.append(identityOf: settings)
            for host in snapshot.table.hosts { text.append(host, in: settings) }
            return text.lines.joined(separator: "\n")
        } catch {
            throw .invalid("\(error)")
        }
    }
}
