import Codecs
import Configuration
import HTTP
import Transport

/// `sallyport health`: asks the gateway that runs by this configuration whether it is ready, at its health
/// listener. For probes that can run a command and nothing else.
public enum HealthCommand {
    /// The answer must be there after so long.
    private static let timeoutNanoseconds: UInt64 = 5_000_000_000

    /// - Parameter file: the configuration's path.
    /// - Returns: the exit code: 0 ready, 1 not ready, 3 no answer.
    public static func run(configuration file: String) -> Int32 {
        CommandFault.reporting {
            guard let health = try ConfigurationFile.read(file).settings.health else {
                throw CommandFault.invalid("\(file) has no health listener")
            }
            let status = try ask(health.listen)
            guard status == 200 else { throw CommandFault.invalid("not ready: \(status)") }
            Console.print("ready")
            return 0
        }
    }

    /// The status of `/ready`, from the first address that takes a connection.
    private static func ask(_ listener: ListenAddress) throws -> UInt16 {
        let addresses = listener.dialled
        guard listener.port != 0 else {
            throw CommandFault.environment("\(listener): nobody knows which port was chosen")
        }
        let loop = try EventLoop()
        var reasons: [String] = []
        for address in addresses {
            let question = LocalCall.Question(
                target: "/ready", timeoutNanoseconds: timeoutNanoseconds)
            switch LocalCall.ask(question, at: address, on: loop) {
            case .status(let status): return status.rawValue
            case .unreachable(let why), .failed(let why): reasons.append("\(address): \(why)")
            }
        }
        throw CommandFault.environment("no answer from \(reasons.joined(separator: "; "))")
    }
}
