import ArgumentParser
import Gateway

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the configuration's JSON Schema, for editors.")

    func run() throws { throw ExitCode(SchemaCommand.run()) }
}
