import Crypto
import Telemetry
import Transport

/// `sallyport echo`: an upstream that answers every request with what it received, until a signal ends
/// it. It shows whatever it is sent, so it listens on loopback and Unix sockets alone.
public enum EchoCommand {
    /// - Parameter text: where to listen, as the configuration writes addresses.
    /// - Returns: the exit code.
    public static func run(listen text: String) -> Int32 {
        Signals.block()
        guard let address = ListenAddress(parsing: text) else {
            return CommandFault.usage(
                "\"\(text)\" is no address: localhost:PORT, IP:PORT or unix:PATH"
            ).report()
        }
        guard address.isLocal else {
            return CommandFault.usage(
                "echo shows all that it is sent, so it listens on loopback only, not on \(address)"
            ).report()
        }
        return CommandFault.reporting {
            try serve(address)
            return 0
        }
    }

    private static func serve(_ address: ListenAddress) throws {
        let log = OperatorLog(level: .info) { LogTime.now }
        let loop = try EventLoop()
        let server = EchoServer(on: loop, sha1: try Digest(.sha1))
        for socket in try address.open(count: 1).joined() {
            log.listening("echo", at: socket)
            server.listen(socket)
        }
        let signals = try Signals(on: loop) { signal in
            if signal == .interrupt || signal == .terminate { loop.stop() }
        }
        log.info("ready")
        withExtendedLifetime(signals) { loop.run() }
        server.close()
        log.info("stopped")
    }
}
