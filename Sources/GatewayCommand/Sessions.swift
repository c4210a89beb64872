import ArgumentParser
import Gateway

struct Sessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show and end sessions.",
        discussion: """
            Of the store that the configuration names. Listing and showing work beside a running gateway, \
            as the user it runs as.
            """,
        subcommands: [SessionsList.self, SessionsShow.self, SessionsEnd.self])
}
