import Foundation

/// A started program whose output is collected and whose end is always awaited.
///
/// The last reference kills what still runs. A test run that crashes takes its children along, by
/// way of `ProcessGuard`.
public final class ChildProcess: Sendable {
    /// How a program ended.
    public enum Ending: Sendable, Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// What a program has written so far, and how it ended.
    public struct Transcript: Sendable {
        public var output: [UInt8] = []
        public var errors: [UInt8] = []
        public var ending: Ending?
        var hasClosedStreams = false

        /// The lines written to standard error, the last one only when it is complete.
        public var errorLines: [String] {
            let text = String(decoding: errors, as: UTF8.self)
            return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
                String.init)
        }
    }

    public let processID: Int32
    private let transcript = Watched(Transcript())

    /// Starts `executable` with `arguments`; `environment` adds to the current one.
    public init(
        _ executable: String, _ arguments: [String] = [], input: [UInt8] = [],
        environment: [String: String] = [:], in folder: String? = nil
    ) throws(ProcessFault) {
        let output = try Pipe()
        let errors = try Pipe()
        let input = Descriptors.makeFile(of: input)
        defer { close(input) }
        let words = (folder.map { ["env", "--chdir", $0] } ?? []) + [executable] + arguments
        processID = try Self.spawn(
            words, environment: environment, streams: [input, output.writing, errors.writing])
        ProcessGuard.shared.adopt(processID)
        output.closeWriting()
        errors.closeWriting()
        Self.collect(output, errors, into: transcript)
        Self.awaitEnd(of: processID, into: transcript)
    }

    deinit {
        if transcript.value.ending == nil { kill(processID, SIGKILL) }
    }

    /// What it has written so far.
    public var soFar: Transcript { transcript.value }

    /// Sends a signal; one that has ended gets none.
    public func signal(_ number: Int32) {
        if transcript.value.ending == nil { kill(processID, number) }
    }

    /// Waits until `find` returns something of what the program wrote.
    public func wait<Found>(
        within bound: Duration = .failureBound, for find: (Transcript) -> Found?
    ) throws(ProcessFault) -> Found {
        if let found = transcript.wait(within: bound, for: find) { return found }
        throw .deadlinePassed(transcript.value)
    }

    /// Waits for the end and everything written until then.
    public func waitUntilEnd(within bound: Duration = .failureBound) throws(ProcessFault)
        -> Transcript
    {
        try wait(within: bound) { $0.ending != nil && $0.hasClosedStreams ? $0 : nil }
    }

    /// Asks it to end with SIGTERM and waits; one that does not is killed and `deadlinePassed` thrown.
    @discardableResult
    public func stop(within bound: Duration = .failureBound) throws(ProcessFault) -> Transcript {
        signal(SIGTERM)
        do throws(ProcessFault) {
            return try waitUntilEnd(within: bound)
        } catch {
            signal(SIGKILL)
            throw error
        }
    }
}

/// Why a program could not be run to its end.
public enum ProcessFault: Error, CustomStringConvertible {
    case cannotStart(String, Int32)
    case deadlinePassed(ChildProcess.Transcript)

    public var description: String {
        switch self {
        case .cannotStart(let name, let code): "\(name): \(String(cString: strerror(code)))"
        case .deadlinePassed(let transcript):
            "it did not happen in time; standard error so far:\n"
                + String(decoding: transcript.errors, as: UTF8.self)
        }
    }
}

extension ChildProcess {
    /// Starts `words` on three streams; whoever calls sees to its end.
    static func spawn(
        _ words: [String], environment: [String: String], streams: [Int32]
    ) throws(ProcessFault) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var processID: pid_t = 0
        let status = withCStrings(words) { arguments in
            withCStrings(merged.map { "\($0.key)=\($0.value)" }) { environment in
                Descriptors.whileAllAreMarked {
                    posix_spawnp(
                        &processID, words[0], &actions, &attributes, arguments, environment)
                }
            }
        }
        guard status == 0 else { throw .cannotStart(words[0], status) }
        return processID
    }

    /// One thread reads both streams to their end.
    private static func collect(
        _ output: Pipe, _ errors: Pipe, into transcript: Watched<Transcript>
    ) {
        Thread.detachNewThread {
            var polled = [output, errors].map {
                pollfd(fd: $0.reading, events: Int16(POLLIN), revents: 0)
            }
            while polled.contains(where: { $0.fd >= 0 }) {
                guard poll(&polled, 2, -1) > 0 else { continue }
                for index in polled.indices where polled[index].revents != 0 {
                    let bytes = readSome(from: polled[index].fd)
                    if bytes.isEmpty { polled[index].fd = -1 }
                    transcript.update {
                        if index == 0 { $0.output += bytes } else { $0.errors += bytes }
                    }
                }
            }
            withExtendedLifetime((output, errors)) {}
            transcript.update { $0.hasClosedStreams = true }
        }
    }

    /// One thread reaps it.
    private static func awaitEnd(of processID: pid_t, into transcript: Watched<Transcript>) {
        Thread.detachNewThread {
            var information = siginfo_t()
            while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) < 0
                && errno == EINTR
            {}
            ProcessGuard.shared.release(processID)
            var status: Int32 = 0
            waitpid(processID, &status, 0)
            let signal = status & 0x7F
            transcript.update {
                $0.ending = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
            }
        }
    }
}

/// Lends a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let copies: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { copies.forEach { free($0) } }
    return copies.withUnsafeBufferPointer { body($0.baseAddress ?? UnsafePointer(bitPattern: 1)!) }
}

private func readSome(from descriptor: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, initialized in
        initialized = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
}

/// A pipe whose ends no other child inherits.
private final class Pipe: @unchecked Sendable {
    // The writing end is closed by the starting thread, the reading end with the last reference.
    let reading: Int32
    let writing: Int32

    init() throws(ProcessFault) {
        guard let ends = Descriptors.makePipe() else { throw .cannotStart("pipe", errno) }
        (reading, writing) = ends
    }

    deinit {
        close(reading)
    }

    func closeWriting() {
        close(writing)
    }
}
