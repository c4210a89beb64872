import ArgumentParser
import Gateway

struct RevocationsRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a revocation back: what it refused is good again, if it still is by itself."
    )

    @OptionGroup var place: AdminPlaceOptions

    @Argument(help: "The entry's ID, as list shows it.")
    var id: String

    func run() throws { throw ExitCode(RevocationsCommand.remove(id, at: place.place)) }
}
