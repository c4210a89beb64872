import Foundation
import TestKit
import Testing

/// The interpreter with other people's libraries (`Tests/requirements.txt`), and our scripts over them.
enum Python {
    /// What `SALLYPORT_PYTHON` names; nil when it is not set, and tests that need it say so.
    static let path = ProcessInfo.processInfo.environment["SALLYPORT_PYTHON"]

    static let whySkipped: Comment = "skipped: SALLYPORT_PYTHON is not set"

    /// The folder of everything, where scripts and other people's programs lie.
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Runs one of the scripts in Tests/Peers and returns what it printed; throws what went wrong.
    static func run(
        _ arguments: [String], input: String = "", script: String = "peer.py"
    ) throws -> String {
        let result = try CommandResult.of(
            path ?? "python3", ["\(repository)/Tests/Peers/\(script)"] + arguments,
            input: Array(input.utf8))
        guard result.code == 0 else { throw PeerFault(description: result.errors) }
        return result.output.trimmingCharacters(in: .newlines)
    }
}

/// What a peer complained of.
struct PeerFault: Error, CustomStringConvertible {
    let description: String
}
