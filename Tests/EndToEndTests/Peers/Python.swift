import Foundation
import TestKit
import Testing

/// The interpreter with other people's libraries (`Tests/requirements.txt`), and our script over them.
enum Python {
    /// What `SALLYPORT_PYTHON` names; nil when it is not set, and tests that need it say so.
    static let path = ProcessInfo.processInfo.environment["SALLYPORT_PYTHON"]

    static let whySkipped: Comment = "skipped: SALLYPORT_PYTHON is not set"

    /// The folder of everything, where scripts and other people's programs lie.
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private static let script = repository + "/Tests/Peers/peer.py"

    /// Runs one of the script's commands and returns what it printed; throws what went wrong.
    static func run(_ arguments: [String], input: String = "") throws -> String {
        let result = try CommandResult.of(
            path ?? "python3", [script] + arguments, input: Array(input.utf8))
        guard result.code == 0 else { throw PeerFault(description: result.errors) }
        return result.output.trimmingCharacters(in: .newlines)
    }
}

/// What a peer complained of.
struct PeerFault: Error, CustomStringConvertible {
    let description: String
}
