import ArgumentParser
import Gateway

struct RevocationsImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over revocations from a file, any number.",
        discussion: """
            One JSON object on a line: {"kind": "token", "value": "JTI", "issuer": "corp", "expires": "24h"}, as \
            export writes them. A line that cannot be taken is named; the others are in force all the same. \
            Exit codes: 0 all taken, 1 lines refused, 3 no gateway runs.
            """)

    @OptionGroup var place: AdminPlaceOptions

    @Argument(help: "The file; - for standard input.")
    var file: String

    func run() throws { throw ExitCode(RevocationsCommand.importing(file, at: place.place)) }
}
