import ArgumentParser
import Gateway

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say in words who may do what by the configuration, or name every fault.")

    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
        throw ExitCode(CheckCommand.run(configuration: configuration.file))
    }
}
