import ArgumentParser
import Gateway

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make signing keys, and have them take turns.",
        subcommands: [KeysNew.self, KeysRotate.self])
}

struct KeysNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a signing key and its public key set.",
        discussion: """
            KID.private.jwk is for its owner alone and never overwritten; keys.json gets the public key \
            beside those it has. A shared secret (HS256, HS384, HS512) has no public key: KID.secret \
            holds it for the gateway.
            """)

    @Option(help: "ES256, ES384, ES512, EdDSA, RS256 … RS512, PS256 … PS512, HS256 … HS512.")
    var algorithm: String

    @Option(help: ArgumentHelp("The folder that the files go to.", valueName: "folder"))
    var out: String

    func run() throws { throw ExitCode(KeysNewCommand.run(algorithm: algorithm, folder: out)) }
}
