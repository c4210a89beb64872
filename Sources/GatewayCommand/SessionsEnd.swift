import ArgumentParser
import Gateway

struct SessionsEnd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End one session, or all of an account, for good.",
        discussion: """
            By way of the gateway that runs, where it takes orders (admin), with all requests under way; else \
            only while none runs. Exit codes: 0 ended, 1 no such session, 3 a gateway runs and takes no orders.
            """)

    @OptionGroup var place: AdminPlaceOptions

    @Option(help: ArgumentHelp("All of one account's.", valueName: "name"))
    var subject: String?

    @Argument(help: "The ID, or 8 digits of it and more.")
    var id: String?

    func validate() throws {
        guard (id == nil) != (subject == nil) else {
            throw ValidationError("Which sessions? Either an ID or --subject tells")
        }
    }

    func run() throws {
        var order = SessionsCommand.Order()
        order.place = place.place
        order.id = id
        order.subject = subject
        throw ExitCode(SessionsCommand.end(order))
    }
}
