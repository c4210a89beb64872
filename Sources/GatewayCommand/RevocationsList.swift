import ArgumentParser
import Gateway

struct RevocationsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print what is revoked, until when, by whom and why.")

    @OptionGroup var place: AdminPlaceOptions

    @Flag(help: "A JSON object on a line for each.")
    var json = false

    func run() throws {
        throw ExitCode(RevocationsCommand.list(at: place.place, isJSON: json))
    }
}
