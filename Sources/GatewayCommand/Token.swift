import ArgumentParser
import Gateway

struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, show and check tokens.",
        subcommands: [TokenMint.self, TokenInspect.self, TokenVerify.self])
}

/// A secret on the command line.
struct TokenArgument: ParsableArguments {
    @Argument(help: "The token: @FILE, - for standard input, or itself (others can see it then).")
    var token: String
}
