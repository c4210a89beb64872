import ArgumentParser
import Gateway

struct TokenMint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mint", abstract: "Sign a token and print it.")

    @Option(help: ArgumentHelp("A private JWK, such as keys new makes.", valueName: "file"))
    var key: String

    @Option(help: "Becomes iss.")
    var issuer: String

    @Option(help: "Becomes aud; may be given several times.")
    var audience: [String]

    @Option(help: "Becomes sub.")
    var subject: String

    @Option(
        parsing: .unconditional,
        help: "From now, with a unit: 10m, 1h; -1h makes one that has expired.")
    var lifetime: String

    @Option(help: ArgumentHelp("A JSON object with further claims.", valueName: "file"))
    var claims: String?

    @Option(help: "Becomes typ.")
    var type = "JWT"

    func validate() throws {
        guard !audience.isEmpty else { throw ValidationError("Missing option '--audience'") }
    }

    func run() throws {
        var order = TokenMintCommand.Order()
        order.key = key
        order.issuer = issuer
        order.audience = audience
        order.subject = subject
        order.lifetime = lifetime
        order.claims = claims
        order.type = type
        throw ExitCode(TokenMintCommand.run(order))
    }
}
