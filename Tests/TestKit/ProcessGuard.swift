import Foundation

/// Kills the children that a crashed test run leaves behind.
///
/// It is a shell that holds the other end of a pipe and is told of every start and every end. When
/// the pipe closes, the run is over; what is still on its list then has nobody to stop it.
final class ProcessGuard: Sendable {
    static let shared = ProcessGuard()

    private static let script = """
        trap '' INT TERM
        while read -r change process; do
            kept=
            for one in $live; do [ "$one" = "$process" ] || kept="$kept $one"; done
            [ "$change" = + ] && kept="$kept $process"
            live=$kept
        done
        [ -z "$live" ] || kill -KILL $live
        """

    private let writing: Int32

    private init() {
        guard let pipe = Descriptors.makePipe() else {
            writing = -1
            return
        }
        writing = pipe.writing
        let nowhere = Descriptors.make { open("/dev/null", O_WRONLY) }
        defer {
            close(pipe.reading)
            close(nowhere)
        }
        _ = try? ChildProcess.spawn(
            ["/bin/sh", "-c", Self.script], environment: [:],
            streams: [pipe.reading, nowhere, nowhere])
    }

    /// Puts a child on the list.
    func adopt(_ processID: Int32) {
        tell("+ \(processID)\n")
    }

    /// Takes a child off the list; called before its number can be given to another process.
    func release(_ processID: Int32) {
        tell("- \(processID)\n")
    }

    private func tell(_ line: String) {
        _ = line.withCString { write(writing, $0, strlen($0)) }
    }
}
