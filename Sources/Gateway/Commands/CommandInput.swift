import Configuration
import Crypto

/// What commands are given besides their options: files, and secrets that belong on no command line.
enum CommandInput {
    /// More than any token or key.
    private static let secretByteCountLimit = 1 << 20

    /// The bytes of a file that a command names.
    static func file(_ path: String) throws(CommandFault) -> [UInt8] {
        switch Surroundings.system.contents(path) {
        case .bytes(let bytes, _): return bytes
        case .unreadable(let why): throw .environment("\(path) cannot be read: \(why)")
        }
    }

    /// A file that nobody but its owner should be able to read; says so where others can.
    static func secretFile(_ path: String) throws(CommandFault) -> [UInt8] {
        switch Surroundings.system.contents(path) {
        case .unreadable(let why): throw .environment("\(path) cannot be read: \(why)")
        case .bytes(let bytes, let isWorldReadable):
            if isWorldReadable {
                Console.error("warning: every user of this machine can read the secret in \(path)")
            }
            return bytes
        }
    }

    /// A secret given as `@FILE`, as `-` for standard input, or bare. White space at its end is not
    /// part of it.
    static func secret(_ argument: String) throws(CommandFault) -> [UInt8] {
        trimmed(try untrimmedSecret(argument))
    }

    private static func untrimmedSecret(_ argument: String) throws(CommandFault) -> [UInt8] {
        if argument == "-" {
            guard let bytes = Console.input(byteCountLimit: secretByteCountLimit) else {
                throw .environment("standard input cannot be read, or is far too long")
            }
            return bytes
        }
        if argument.hasPrefix("@") { return try file(String(argument.dropFirst())) }
        Console.error(
            "warning: every user of this machine can see a secret on the command line; "
                + "give @FILE, or - for standard input")
        return Array(argument.utf8)
    }

    /// A new password, given as `@FILE`, as `-` for standard input, or bare. One line end is no part of
    /// it, blanks are.
    static func password(_ argument: String) throws(CommandFault) -> Secret {
        var bytes = try untrimmedSecret(argument)
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        return Secret(wiping: bytes)
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        while let last = bytes.last, [0x0A, 0x0D, 0x20, 0x09].contains(last) { bytes.removeLast() }
        return bytes
    }
}
