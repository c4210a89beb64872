import ArgumentParser
import Gateway

struct KeysRotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Have a new key sign from now on.",
        discussion: """
            Makes the folder and its first key where there is none. Old keys stay in keys.json, so that \
            what they signed still verifies, until every token of theirs has ended; then this command, or \
            --retire alone, drops them. A running gateway takes the change by itself.
            """)

    @Option(help: ArgumentHelp("The folder of tokens: keys:.", valueName: "folder"))
    var folder: String

    @Option(help: "ES256, ES384, ES512, EdDSA, RS256 … RS512, PS256 … PS512; like the key at hand.")
    var algorithm: String?

    @Flag(help: "Drop old keys that are due, and make no new one.")
    var retire = false

    @Option(help: "How long an old key is kept after its last signature, with a unit.")
    var overlap = "1d"

    func run() throws {
        var order = KeysRotateCommand.Order()
        order.folder = folder
        order.algorithm = algorithm
        order.onlyRetires = retire
        order.overlap = overlap
        throw ExitCode(KeysRotateCommand.run(order))
    }
}
