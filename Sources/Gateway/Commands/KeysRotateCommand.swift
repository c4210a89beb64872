import Codecs
import Configuration
import JOSE
import Transport

/// `sallyport keys rotate`: gives a folder of signing keys a new one that signs from now on, and drops
/// those whose last token has ended. A gateway that watches the folder goes over by itself.
public enum KeysRotateCommand {
    /// What is to be done, as the command line gives it.
    public struct Order {
        /// Made where it is absent.
        public var folder = ""
        /// As `alg` has it; nil: like the key at hand, ES256 for the first.
        public var algorithm: String?
        /// Old keys that are due are dropped, and no new one is made.
        public var onlyRetires = false
        /// With its unit: how long a key is kept after its last signature.
        public var overlap = "1d"

        public init() {}
    }

    /// - Returns: the exit code.
    public static func run(_ order: Order) -> Int32 {
        CommandFault.reporting {
            for line in try rotate(order, at: SystemClock.wallTime()) { Console.print(line) }
            return 0
        }
    }

    /// - Returns: what was done, a line each.
    static func rotate(_ order: Order, at now: WallTime) throws -> [String] {
        guard let overlap = Duration(settingsText: order.overlap) else {
            throw CommandFault.usage(
                "no overlap: \"\(order.overlap)\"; allowed: a whole number and ms, s, m, h or d")
        }
        if order.onlyRetires, order.algorithm != nil {
            throw CommandFault.usage("--retire makes no key that --algorithm could be for")
        }
        let folder = try LockedFolder(making: order.folder)
        var keys = try KeyFolder.succession(in: folder)
        var lines: [String] = []
        let end = WallTime(secondsSince1970: now.secondsSince1970 - overlap.components.seconds)
        let retired = keys.removeSuperseded(before: end)
        guard !(order.onlyRetires && retired.isEmpty) else { return ["no key is due"] }
        var made: GeneratedKey?
        if !order.onlyRetires {
            let key = try KeyGenerator.generate(for: algorithm(order.algorithm, in: folder))
            if let publicKey = key.publicKey { keys.append(publicKey, at: now) }
            lines.append("\(folder.path)/\(KeyFolder.privateName(of: key))  signs from now on")
            made = key
        }
        try KeyFolder.publish(keys, with: made, in: folder)
        // Last: whoever read the set before still finds the private half of what it named.
        for keyID in retired {
            if let name = KeyFolder.privateName(of: keyID) { folder.remove(name) }
            lines.append("\(keyID)  dropped")
        }
        return lines + ["\(folder.path)/\(KeyFolder.setName)  verifies"]
    }

    private static func algorithm(
        _ name: String?, in folder: borrowing LockedFolder
    ) throws -> SignatureAlgorithm {
        guard let name else { return try KeyFolder.currentAlgorithm(in: folder) ?? .es256 }
        guard let algorithm = SignatureAlgorithm(rawValue: name), !algorithm.isSymmetric else {
            throw CommandFault.usage(
                "no algorithm \"\(name)\" with a key pair; there are "
                    + SignatureAlgorithm.allCases.filter { !$0.isSymmetric }.map(\.rawValue)
                    .joined(separator: ", "))
        }
        return algorithm
    }
}
