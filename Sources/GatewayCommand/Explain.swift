import ArgumentParser
import Gateway

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decide one request step by step and show the answer a client would get.",
        discussion: """
            Nothing is sent, and no use of a session is noted. The exit code is 1 where the request is refused. \
            A person's request has --header 'Accept: text/html': without a session it is led to the login.
            """)

    @OptionGroup var configuration: ConfigurationOption

    @Option(
        help: "A bearer token: @FILE, - for standard input, or itself (others can see it then).")
    var token: String?

    @Option(
        help: """
            The value of a session cookie: @FILE, - for standard input, or itself (others can see it then). \
            It is looked for in the session store, also while the gateway runs.
            """)
    var cookie: String?

    @Option(
        name: .customLong("header"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A field line; may be given several times.", valueName: "name: value"))
    var fields: [String] = []

    @Option(help: "The listener that the request comes by; the first if not given.")
    var listener: String?

    @Option(
        name: .customLong("from"), help: ArgumentHelp("The client's address.", valueName: "address")
    )
    var address = "127.0.0.1"

    @Argument var method: String

    @Argument(help: "http://HOST[:PORT]/PATH[?QUERY]")
    var url: String

    func run() throws {
        var request = ExplainedRequest()
        request.method = method
        request.url = url
        request.token = token
        request.cookie = cookie
        request.fields = fields
        request.listener = listener
        request.address = address
        throw ExitCode(ExplainCommand.run(request, configuration: configuration.file))
    }
}
