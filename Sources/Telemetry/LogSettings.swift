public import Configuration

/// What is logged, and where it goes.
public struct LogSettings: Hashable, Sendable {
    /// One JSON line for each request.
    public var access = Destination.stdout
    /// The least important lines of the operator's log, on stderr.
    public var level = Level.info

    public init() {}

    public enum Destination: Hashable, Sendable {
        case stdout
        case off
        /// Appended to, made if absent, opened anew at SIGUSR1.
        case file(FilePath)
    }

    public enum Level: String, CaseIterable, Hashable, Sendable {
        case debug, info, warning, error
    }
}
