import ArgumentParser
import Gateway

struct AccountsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print names, kind and cost of their hashes, and groups.")

    @OptionGroup var accounts: AccountsOption

    @Argument(help: "One account alone.") var name: String?

    func run() throws {
        var order = accounts.order
        order.name = name ?? ""
        throw ExitCode(AccountsCommand.list(order))
    }
}
