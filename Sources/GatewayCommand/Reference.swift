import ArgumentParser
import Gateway

struct Reference: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what every key of the configuration means, in Markdown.")

    func run() throws { throw ExitCode(ReferenceCommand.run()) }
}
