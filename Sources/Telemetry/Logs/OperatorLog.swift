internal import Codecs
internal import Glibc
internal import Logging

/// The operator's log: rare events in JSON lines on standard error, written at once. Not for requests.
/// What looks like a credential is redacted, whatever the level (T91).
public struct OperatorLog: Sendable {
    private let logger: Logger

    /// - Parameter clock: the present moment, from whoever may ask the system for it.
    public init(level: LogSettings.Level, clock: @escaping @Sendable () -> LogTime) {
        self.init(level: level, descriptor: STDERR_FILENO, clock: clock)
    }

    init(level: LogSettings.Level, descriptor: Int32, clock: @escaping @Sendable () -> LogTime) {
        logger = Logger(label: "sallyport") { _ in
            OperatorLogHandler(level: level.loggerLevel, descriptor: descriptor, clock: clock)
        }
    }

    /// - Parameter fields: members of the line beside `time`, `level` and `message`.
    public func debug(_ message: String, _ fields: [String: String] = [:]) {
        log(.debug, message, fields)
    }

    public func info(_ message: String, _ fields: [String: String] = [:]) {
        log(.info, message, fields)
    }

    public func warning(_ message: String, _ fields: [String: String] = [:]) {
        log(.warning, message, fields)
    }

    public func error(_ message: String, _ fields: [String: String] = [:]) {
        log(.error, message, fields)
    }

    private func log(_ level: Logger.Level, _ message: String, _ fields: [String: String]) {
        logger.log(
            level: level, "\(message)", metadata: fields.mapValues { .string($0) })
    }
}

extension LogSettings.Level {
    fileprivate var loggerLevel: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
