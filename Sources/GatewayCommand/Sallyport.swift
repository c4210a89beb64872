import ArgumentParser
import Gateway

@main
struct Sallyport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sallyport",
        abstract: "An authentication gateway: one binary, one file, in front of your services.",
        version: Version.text, subcommands: [Run.self])
}

/// Where the configuration is.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file.")
    var file = "sallyport.yaml"
}

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve until a signal ends it.")

    @OptionGroup var options: ConfigurationOption

    func run() throws {
        throw ExitCode(RunCommand.run(configuration: options.file))
    }
}
