import ArgumentParser
import Gateway

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve until a signal ends it.")

    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
        throw ExitCode(RunCommand.run(configuration: configuration.file))
    }
}
