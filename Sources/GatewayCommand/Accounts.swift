import ArgumentParser
import Gateway

struct Accounts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add, change, remove and list accounts.",
        discussion: """
            Of the users file that the configuration names, or of --file. A running gateway notices at once; \
            who is logged in with a changed or removed account is logged out.
            """,
        subcommands: [
            AccountsAdd.self, AccountsPasswd.self, AccountsRemove.self, AccountsList.self,
        ])
}

/// Which files are meant.
struct AccountsOption: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOption

    @Option(help: ArgumentHelp("A users file, instead of the configuration's.", valueName: "file"))
    var file: String?

    var order: AccountsCommand.Order {
        var order = AccountsCommand.Order()
        order.configuration = configuration.file
        order.file = file
        return order
    }
}

/// What a new hash is made of.
struct PasswordOption: ParsableArguments {
    @Option(
        help:
            "@FILE, - for standard input, or itself (others can see it then); asked for if not given."
    )
    var password: String?

    @Option(
        help: "bcrypt, yescrypt or sha512; as in the file if not given, bcrypt in an empty one.")
    var kind: String?

    @Option(help: "bcrypt 4 … 16, yescrypt 1 … 10, sha512 1000 … 10000000 rounds.")
    var cost: Int?

    func apply(to order: inout AccountsCommand.Order) {
        order.password = password
        order.kind = kind
        order.cost = cost
    }
}
