import ArgumentParser
import Gateway

struct Health: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running gateway whether it is ready.",
        discussion:
            "At the configured health listener. Exit codes: 0 ready, 1 not ready, 3 no answer.")

    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
        throw ExitCode(HealthCommand.run(configuration: configuration.file))
    }
}
