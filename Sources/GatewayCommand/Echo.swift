import ArgumentParser
import Gateway

struct Echo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "An upstream that answers with the request it got.",
        discussion: """
            Every request is answered with {method, target, headers, body_bytes} in JSON; a WebSocket's \
            messages come back. It listens on loopback and Unix sockets only.
            """)

    @Option(
        help: ArgumentHelp("Where: localhost:PORT, IP:PORT or unix:PATH.", valueName: "address"))
    var listen: String

    func run() throws { throw ExitCode(EchoCommand.run(listen: listen)) }
}
