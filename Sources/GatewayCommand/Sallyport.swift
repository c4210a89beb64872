import ArgumentParser
import Gateway

/// The command line. Each command's options are declared in a file of its own here; what it does is in
/// Gateway. Exit codes: 0 good, 1 refused or invalid, 2 wrong usage, 3 the environment.
@main
struct Sallyport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sallyport",
        abstract: "An authentication gateway: one binary, one file, in front of your services.",
        version: Version.text,
        subcommands: [
            Run.self, Check.self, Explain.self, Schema.self, Reference.self, Accounts.self,
            Sessions.self, Revoke.self, Revocations.self, Keys.self, Token.self, Echo.self,
            Health.self, ShowVersion.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Console.error(fullMessage(for: error))
            exit(withError: ExitCode(2))
        }
    }
}
