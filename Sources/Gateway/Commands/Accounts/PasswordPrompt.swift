import Crypto
import Glibc

/// Asks for a new password at the terminal, twice and without showing it.
enum PasswordPrompt {
    static func ask(for name: String) throws(CommandFault) -> Secret {
        guard let terminal = SilentTerminal() else {
            throw .usage(
                "standard input is no terminal; give --password @FILE, or - for standard input")
        }
        let first = try line(of: terminal, after: "Password for \(name): ")
        let second = try line(of: terminal, after: "Once more: ")
        guard first.equals(second.span) else {
            throw .invalid("the two differ; nothing was changed")
        }
        return first
    }

    private static func line(
        of terminal: borrowing SilentTerminal, after prompt: String
    ) throws(CommandFault) -> Secret {
        guard let line = terminal.line(after: prompt) else {
            throw .invalid("no password; nothing was changed")
        }
        return line
    }
}

/// The terminal at standard input, not showing what is typed for as long as this value lives. ^C is a byte
/// like others meanwhile, and signals that would end the program wait: it never ends with the terminal
/// left silent.
private struct SilentTerminal: ~Copyable {
    private static let interrupt: UInt8 = 3
    private static let lineByteCountLimit = 4_096

    private let before: termios
    private let mask: sigset_t

    /// nil where standard input is no terminal.
    init?() {
        var settings = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        before = settings
        var held = sigset_t()
        for signal in [SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP] {
            _ = unsafe sigaddset(&held, signal)
        }
        var mask = sigset_t()
        unsafe pthread_sigmask(SIG_BLOCK, &held, &mask)
        self.mask = mask
        settings.c_lflag &= ~tcflag_t(ECHO | ISIG)
        unsafe withUnsafeMutableBytes(of: &settings.c_cc) { unsafe $0[Int(VEOL)] = Self.interrupt }
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
    }

    deinit {
        var before = before
        var mask = mask
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
        unsafe pthread_sigmask(SIG_SETMASK, &mask, nil)
    }

    /// One line without its end; nil where there is none, or ^C ended it.
    func line(after prompt: String) -> Secret? {
        Console.prompt(prompt)
        defer { Console.prompt("\n") }
        var bytes = [UInt8](repeating: 0, count: Self.lineByteCountLimit)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe read(STDIN_FILENO, $0.baseAddress, $0.count)
        }
        let typed = Secret(wiping: bytes)
        guard count > 0, typed.span[count - 1] == UInt8(ascii: "\n") else { return nil }
        return Secret(typed.span.extracting(first: count - 1))
    }
}
