import ArgumentParser
import Gateway

struct AccountsPasswd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passwd", abstract: "Give an account another password.")

    @OptionGroup var accounts: AccountsOption
    @OptionGroup var password: PasswordOption

    @Argument var name: String

    func run() throws {
        var order = accounts.order
        order.name = name
        password.apply(to: &order)
        throw ExitCode(AccountsCommand.passwd(order))
    }
}
