import Configuration

/// Why a command could not do what it was asked; each kind has its exit code.
enum CommandFault: Error {
    /// Refused or invalid: 1.
    case invalid(String)
    /// Used wrongly: 2.
    case usage(String)
    /// The system would not: 3.
    case environment(String)

    /// Says it on standard error.
    /// - Returns: the exit code.
    func report() -> Int32 {
        switch self {
        case .invalid(let text):
            Console.error(text)
            return 1
        case .usage(let text):
            Console.error("sallyport: \(text)")
            return 2
        case .environment(let text):
            Console.error("sallyport: \(text)")
            return 3
        }
    }
    /// Does a command's work, and says on standard error what stopped it.
    /// - Returns: the exit code.
    static func reporting(_ work: () throws -> Int32) -> Int32 {
        do {
            return try work()
        } catch let fault as CommandFault {
            return fault.report()
        } catch let faults as ConfigurationFaults {
            return invalid("\(faults)").report()
        } catch {
            return environment("\(error)").report()
        }
    }
}
