import ArgumentParser
import Gateway

/// Where the configuration is.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The configuration file.",
            discussion: "Without it sallyport.yaml here, else /etc/sallyport/sallyport.yaml.",
            valueName: "file"))
    private var named: String?

    var file: String { named ?? ConfigurationFile.standardPath }
}
