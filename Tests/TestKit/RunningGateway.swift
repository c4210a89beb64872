import Foundation

/// The program under test.
public enum Sallyport {
    /// Where the binary lies: `SALLYPORT_BINARY`, else beside the running test bundle.
    public static let path: String = {
        if let path = ProcessInfo.processInfo.environment["SALLYPORT_BINARY"] { return path }
        let bundle = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            .map { URL(filePath: $0).deletingLastPathComponent() }
        for folder in [program, bundle].compactMap(\.self) {
            let path = folder.appending(path: "sallyport").path
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        return bundle.appending(path: "sallyport").path
    }()

    static let environment = ["SWIFT_BACKTRACE": "enable=no"]

    /// Runs a command to its end.
    public static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:],
        in folder: String? = nil
    ) throws(ProcessFault) -> CommandResult {
        let process = try ChildProcess(
            path, arguments, input: Array(input.utf8),
            environment: Self.environment.merging(environment) { $1 }, in: folder)
        return CommandResult(try process.waitUntilEnd())
    }
}

/// The program that keeps a store for tests, built beside the gateway.
public enum StoreProbe {
    public static let path = URL(filePath: Sallyport.path).deletingLastPathComponent()
        .appending(path: "StoreProbe").path
}

/// What a command wrote and how it ended.
public struct CommandResult: Sendable {
    public let output: String
    public let errors: String
    /// The exit code; nil when a signal ended it.
    public let code: Int32?

    public init(_ transcript: ChildProcess.Transcript) {
        output = String(decoding: transcript.output, as: UTF8.self)
        errors = String(decoding: transcript.errors, as: UTF8.self)
        if case .exited(let code) = transcript.ending { self.code = code } else { code = nil }
    }

    /// Runs any program to its end.
    public static func of(
        _ program: String, _ arguments: [String], input: [UInt8] = [], in folder: String? = nil
    ) throws(ProcessFault) -> CommandResult {
        let process = try ChildProcess(program, arguments, input: input, in: folder)
        return CommandResult(try process.waitUntilEnd())
    }
}

/// A gateway process that has said it is ready, with the addresses it listens on.
///
/// The last reference kills it; tests call `stop()`, which also proves that it ends as it should.
public final class RunningGateway: Sendable {
    public let process: ChildProcess
    /// The folder its configuration lies in.
    public let folder: TemporaryFolder
    private let endpoints: [String: [Endpoint]]

    /// Writes `configuration` to the folder, starts a gateway with it and waits until it is ready.
    public convenience init(
        configuration: String, in folder: TemporaryFolder? = nil,
        environment: [String: String] = [:]
    ) throws {
        let folder = try folder ?? TemporaryFolder()
        let file = try folder.write(configuration, to: "sallyport.yaml")
        try self.init(
            command: ["run", "--config", file], in: folder, environment: environment)
    }

    /// Starts a command that listens (`run`, `echo`) and waits until it is ready.
    public init(
        command: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
    ) throws {
        self.folder = folder
        process = try ChildProcess(
            Sallyport.path, command,
            environment: Sallyport.environment.merging(environment) { $1 })
        endpoints = try process.wait { Self.readiness(of: $0) }.get()
    }

    /// The first address that the listener of this name is bound to.
    public func endpoint(of listener: String = "main") throws -> Endpoint {
        guard let endpoint = endpoints[listener]?.first else {
            throw GatewayFault.noListener(listener)
        }
        return endpoint
    }

    /// All addresses that the listener of this name is bound to.
    public func endpoints(of listener: String = "main") -> [Endpoint] {
        endpoints[listener] ?? []
    }

    /// Connects to a listener.
    public func connect(
        to listener: String = "main", receiveBuffer: Int32? = nil
    ) throws -> ScriptedClient {
        try ScriptedClient(to: endpoint(of: listener), receiveBuffer: receiveBuffer)
    }

    /// Sends one request on a connection of its own and receives the response.
    public func exchange(_ request: String, with listener: String = "main") throws -> WireResponse {
        try connect(to: listener).exchange(request)
    }

    /// Asks it to end and waits; throws unless it exits with 0.
    @discardableResult
    public func stop(within bound: Duration = .failureBound) throws -> ChildProcess.Transcript {
        let transcript = try process.stop(within: bound)
        guard transcript.ending == .exited(0) else { throw GatewayFault.ended(transcript) }
        return transcript
    }

    /// The resident memory of the process in KiB.
    public func residentKiB() throws -> Int {
        let status = try status()
        guard let line = status.first(where: { $0.hasPrefix("VmRSS:") }),
            let number = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw GatewayFault.ended(process.soFar) }
        return number
    }

    /// How many descriptors it has open.
    public func descriptorCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processID)/fd").count
    }

    /// The names of its threads.
    public func threads() throws -> [String] {
        let folder = "/proc/\(process.processID)/task"
        return try FileManager.default.contentsOfDirectory(atPath: folder).map { thread in
            try String(contentsOfFile: "\(folder)/\(thread)/comm", encoding: .utf8)
                .trimmingCharacters(in: .newlines)
        }
    }

    private func status() throws -> [String] {
        try String(contentsOfFile: "/proc/\(process.processID)/status", encoding: .utf8)
            .replacingOccurrences(of: "\t", with: " ")
            .split(separator: "\n").map(String.init)
    }

    /// Nil while it starts, the addresses when it is ready, a fault when it ended instead.
    private static func readiness(
        of transcript: ChildProcess.Transcript
    ) -> Result<[String: [Endpoint]], GatewayFault>? {
        var endpoints: [String: [Endpoint]] = [:]
        for line in transcript.errorLines.compactMap(JSONLine.init) {
            if line["message"] == "listening", let name = line["listener"],
                let endpoint = line["address"].flatMap(Endpoint.init(parsing:))
            {
                endpoints[name, default: []].append(endpoint)
            }
            if line["message"] == "ready" { return .success(endpoints) }
        }
        return transcript.ending.map { _ in .failure(.ended(transcript)) }
    }
}

/// Why a gateway is not there.
public enum GatewayFault: Error, CustomStringConvertible {
    case noListener(String)
    case ended(ChildProcess.Transcript)

    public var description: String {
        switch self {
        case .noListener(let name): "no listener \(name) was announced"
        case .ended(let transcript):
            "the gateway ended with \(transcript.ending.map { "\($0)" } ?? "nothing"); it said:\n"
                + String(decoding: transcript.errors, as: UTF8.self)
        }
    }
}

/// One line of a JSON log.
public struct JSONLine {
    private let object: [String: Any]

    /// Reads a line; nil when it is no JSON object.
    public init?(_ line: String) {
        guard
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        else { return nil }
        self.object = object
    }

    /// A member's text; numbers and Booleans in their JSON form.
    public subscript(name: String) -> String? {
        switch object[name] {
        case let text as String: text
        case let number as NSNumber: number.description
        default: nil
        }
    }

    /// The members' names.
    public var names: Set<String> { Set(object.keys) }
}
