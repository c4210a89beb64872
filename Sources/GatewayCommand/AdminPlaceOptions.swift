import ArgumentParser
import Gateway

/// Where a gateway takes orders.
struct AdminPlaceOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOption

    @Option(
        help: ArgumentHelp(
            "Where the gateway takes orders: PATH of a socket, or HOST:PORT.",
            discussion: "Without it as the configuration's admin says.", valueName: "address"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "What to present beside --socket, as @FILE or - for standard input.",
            valueName: "secret"))
    var credential: String?

    var place: AdminPlace {
        var place = AdminPlace()
        place.configuration = configuration.file
        place.socket = socket
        place.credential = credential
        return place
    }
}
