import ArgumentParser
import Gateway

struct AccountsRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove an account, from its groups too.")

    @OptionGroup var accounts: AccountsOption

    @Argument var name: String

    func run() throws {
        var order = accounts.order
        order.name = name
        throw ExitCode(AccountsCommand.remove(order))
    }
}
