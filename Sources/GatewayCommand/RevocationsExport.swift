import ArgumentParser
import Gateway

struct RevocationsExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all revocations, as import takes them.")

    @OptionGroup var place: AdminPlaceOptions

    func run() throws { throw ExitCode(RevocationsCommand.export(at: place.place)) }
}
