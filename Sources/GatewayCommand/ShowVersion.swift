import ArgumentParser
import Gateway

struct ShowVersion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Say which version this is.")

    func run() throws { throw ExitCode(VersionCommand.run()) }
}
