import ArgumentParser
import Gateway

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make keys, and have them take turns.",
        subcommands: [KeysNew.self, KeysRotate.self, KeysRotateCookie.self])
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

struct KeysRotateCookie: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-cookie",
        abstract: "Make the next key that session cookies are sealed under.",
        discussion: """
            A gateway that runs seals under it at once and renews cookies as they are used. The key before it \
            stays, so that nobody has to log in again; rotate no sooner than `sessions.idle` after the last \
            time. With --keep 1 everyone has to.
            """)

    @Option(
        help: ArgumentHelp("The folder of the keys: `sessions.keys.folder`.", valueName: "folder"))
    var folder: String

    @Option(help: ArgumentHelp("How many keys stay, with the new one.", valueName: "count"))
    var keep = 2

    func run() throws {
        throw ExitCode(KeysRotateCookieCommand.run(folder: folder, keeping: keep))
    }
}
