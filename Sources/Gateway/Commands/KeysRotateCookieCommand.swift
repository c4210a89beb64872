import Codecs
import Configuration
import Crypto
import Identity
import Transport

/// `sallyport keys rotate-cookie`: makes the key that session cookies are sealed under from now on, and removes
/// those that are no longer needed. A gateway that runs takes notice by itself.
public enum KeysRotateCookieCommand {
    /// - Parameters:
    ///   - folder: of the keys; made where it is absent.
    ///   - kept: how many keys stay, the new one among them. Whoever holds a cookie of another logs in again.
    /// - Returns: the exit code.
    public static func run(folder: String, keeping kept: Int) -> Int32 {
        guard kept >= 1 else {
            return CommandFault.usage("--keep is 1 or more: the new key stays").report()
        }
        return CommandFault.reporting {
            let removed = try rotate(folder, keeping: kept, at: SystemClock.wallTime())
            for name in removed.retired { Console.print("\(folder)/\(name)  removed") }
            Console.print("\(folder)/\(removed.made)  seals from now on; keep it secret")
            return 0
        }
    }

    /// Makes a key and removes the oldest.
    static func rotate(
        _ path: String, keeping kept: Int, at now: WallTime
    ) throws -> (made: String, retired: [String]) {
        let folder = try LockedFolder(making: path)
        let names = try CookieKeyFolder(
            folder: FilePath(path), surroundings: .system
        ).names()
        let name = "\(stamp(now))\(CookieKeyFolder.suffix)"
        if let last = names.last, last >= name {
            throw CommandFault.invalid(
                "\(path)/\(last) stands behind \(name), so that would not seal: try again in a second, or "
                    + "give the other a name that stands before")
        }
        let text = CookieKeyFolder.text(of: SecureRandom().secret(count: CookieKeys.byteCount))
        try folder.create(name, holding: text.span)
        let retired = Array(names.dropLast(kept - 1))
        for old in retired { folder.remove(old) }
        return (name, retired)
    }

    /// `2026-08-27T120000Z`: names in the order of time.
    private static func stamp(_ time: WallTime) -> String {
        var text = ByteBuffer()
        text.append(timestamp: time)
        return String(decoding: text.span).replacing(":", with: "") + "Z"
    }
}

extension CookieKeyFolder {
    /// Makes the first key where there is none.
    /// - Returns: its name; nil where there was one.
    func makeFirst() throws -> String? {
        guard try names().isEmpty else { return nil }
        return try KeysRotateCookieCommand.rotate(
            folder.path, keeping: 1, at: SystemClock.wallTime()
        ).made
    }
}
