import ArgumentParser
import Gateway

struct TokenInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a token says, without verifying it.")

    @OptionGroup var argument: TokenArgument

    func run() throws { throw ExitCode(TokenInspectCommand.run(argument.token)) }
}
