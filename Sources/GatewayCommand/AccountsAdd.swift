import ArgumentParser
import Gateway

struct AccountsAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an account; the users file is made where it is absent.")

    @OptionGroup var accounts: AccountsOption
    @OptionGroup var password: PasswordOption

    @Option(help: ArgumentHelp("Groups that it joins, parted by commas.", valueName: "a,b"))
    var groups = ""

    @Argument var name: String

    func run() throws {
        var order = accounts.order
        order.name = name
        order.groups = groups.split(separator: ",").map(String.init)
        password.apply(to: &order)
        throw ExitCode(AccountsCommand.add(order))
    }
}
