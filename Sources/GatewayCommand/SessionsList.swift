import ArgumentParser
import Gateway

struct SessionsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print who is logged in, where, since when and until when.")

    @OptionGroup var place: AdminPlaceOptions

    @Option(help: ArgumentHelp("One account's alone.", valueName: "name"))
    var subject: String?

    @Flag(help: "A JSON object on a line for each session, with all that is known of it.")
    var json = false

    func run() throws {
        var order = SessionsCommand.Order()
        order.place = place.place
        order.subject = subject
        order.isJSON = json
        throw ExitCode(SessionsCommand.list(order))
    }
}
