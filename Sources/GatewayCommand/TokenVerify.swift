import ArgumentParser
import Gateway

struct TokenVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a token as the gateway would.",
        discussion: """
            By the issuers of the configuration, of which --issuer names one; or with --keys, by keys \
            given here: --issuer is then what iss must be, --audience what aud must name.
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Option(help: "An issuer's name in the configuration; with --keys what iss must be.")
    var issuer: String?

    @Option(help: ArgumentHelp("A JWK Set, or public keys in PEM.", valueName: "file"))
    var keys: String?

    @Option(help: "With --keys: what aud must name; may be given several times.")
    var audience: [String] = []

    @OptionGroup var argument: TokenArgument

    func validate() throws {
        if keys != nil {
            guard issuer != nil, !audience.isEmpty else {
                throw ValidationError("--keys needs --issuer and --audience")
            }
        } else {
            guard audience.isEmpty else {
                throw ValidationError("--audience goes with --keys; the configuration has its own")
            }
        }
    }

    func run() throws {
        let believed: TokenVerifyCommand.Believed
        if let keys, let issuer {
            believed = .keys(file: keys, issuer: issuer, audience: audience)
        } else {
            believed = .configuration(file: configuration.file, issuer: issuer)
        }
        throw ExitCode(TokenVerifyCommand.run(argument.token, believing: believed))
    }
}
