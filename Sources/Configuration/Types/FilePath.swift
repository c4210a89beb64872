/// A file that the configuration names, and where it names it, so that a fault found in the file
/// later can still point at the line that asked for it.
public struct FilePath: Hashable, Sendable {
    /// Absolute, or relative to the working folder if the configuration file was named so.
    public let path: String
    public let position: Position

    public init(_ path: String, position: Position = .start) {
        self.path = path
        self.position = position
    }
}
