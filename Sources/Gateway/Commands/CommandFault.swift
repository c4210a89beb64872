import Glibc

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
}

/// The terminal.
public enum Console {
    public static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
