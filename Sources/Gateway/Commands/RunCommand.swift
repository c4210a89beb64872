import Codecs
import Configuration
import Telemetry
import Transport

/// `sallyport run`: serves until a signal ends it.
public enum RunCommand {
    /// - Parameter file: the configuration's path.
    /// - Returns: the exit code.
    public static func run(configuration file: String) -> Int32 {
        Signals.block()
        Process.protectMemory()
        return CommandFault.reporting {
            let settings = try ConfigurationFile.read(file).settings
            let log = OperatorLog(level: settings.log.level) { LogTime.now }
            return try Assembly(settings, file: file, log: log).run()
        }
    }
}

extension LogTime {
    static var now: LogTime {
        let microseconds = SystemClock.wallMicroseconds()
        return LogTime(
            second: .init(secondsSince1970: microseconds / 1_000_000),
            millisecond: Int(microseconds % 1_000_000 / 1_000))
    }
}
