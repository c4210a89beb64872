import ArgumentParser
import Gateway

struct SessionsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print what is known of one session.",
        discussion: """
            What its login proved is sealed under its cookie and shown with it alone. The exit code is 1 \
            where there is no such session, or the cookie is another's.
            """)

    @OptionGroup var place: AdminPlaceOptions

    @Option(
        help: "The session's cookie: @FILE, - for standard input, or itself (others see it then).")
    var cookie: String?

    @Flag(help: "A JSON object on one line.")
    var json = false

    @Argument(help: "The ID, or 8 digits of it and more; not needed with --cookie.")
    var id: String?

    func validate() throws {
        guard id != nil || cookie != nil else {
            throw ValidationError("Which session? An ID or --cookie tells")
        }
    }

    func run() throws {
        var order = SessionsCommand.Order()
        order.place = place.place
        order.id = id
        order.cookie = cookie
        order.isJSON = json
        throw ExitCode(SessionsCommand.show(order))
    }
}
