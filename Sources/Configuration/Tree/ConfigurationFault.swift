/// One thing wrong in a configuration file: where, what stands there, what may stand there and,
/// where one is near, what was probably meant. Never carries the value of a secret.
public struct ConfigurationFault: Error, Hashable, Sendable {
    public let position: Position
    public let found: String
    public let allowed: String
    public let suggestion: String?

    public init(at position: Position, found: String, allowed: String, suggestion: String? = nil) {
        self.position = position
        self.found = found
        self.allowed = allowed
        self.suggestion = suggestion
    }
}

extension ConfigurationFault: CustomStringConvertible {
    public var description: String {
        let meant = suggestion.map { "; did you mean \(quoted($0))?" } ?? ""
        return "\(position): found \(found); allowed: \(allowed)\(meant)"
    }
}

/// Something a file may say, and its operator should know the consequence of.
public struct ConfigurationWarning: Hashable, Sendable {
    public let position: Position
    public let message: String

    public init(at position: Position, _ message: String) {
        self.position = position
        self.message = message
    }
}

extension ConfigurationWarning: CustomStringConvertible {
    public var description: String { "\(position): warning: \(message)" }
}

/// Everything wrong with a file, in the order of the file; never empty.
public struct ConfigurationFaults: Error, Sendable {
    /// The file's name as the operator gave it.
    public let file: String
    public let faults: [ConfigurationFault]
    /// Of files that this one names.
    public let further: [ConfigurationFaults]

    public init(
        file: String, faults: [ConfigurationFault], further: [ConfigurationFaults] = []
    ) {
        precondition(!faults.isEmpty)
        self.file = file
        self.faults = faults.sorted { $0.position < $1.position }
        self.further = further
    }
}

extension ConfigurationFaults: CustomStringConvertible {
    /// One line for each fault: `file:line:column: found X; allowed: Y; did you mean "Z"?` Of more than a
    /// thousand the rest is counted. Then the faults of further files.
    public var description: String {
        let lines = faults.prefix(1000).map { "\(file):\($0)" }
        let rest = faults.count - lines.count
        let own = lines.joined(separator: "\n") + (rest > 0 ? "\nand \(rest) more" : "")
        return ([own] + further.map(\.description)).joined(separator: "\n")
    }
}
