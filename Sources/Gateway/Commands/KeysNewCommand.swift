import Codecs
import Configuration
import Crypto
import JOSE
import Transport

/// `sallyport keys new`: makes a signing key. The private half goes to a file of its own that is never
/// overwritten, the public half joins the folder's key set.
public enum KeysNewCommand {
    /// - Parameters:
    ///   - name: of the algorithm, as `alg` has it.
    ///   - folder: where the files go; made where it is absent.
    /// - Returns: the exit code.
    public static func run(algorithm name: String, folder: String) -> Int32 {
        guard let algorithm = SignatureAlgorithm(rawValue: name) else {
            let names = SignatureAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
            return CommandFault.usage("no algorithm \"\(name)\"; there are \(names)").report()
        }
        return CommandFault.reporting {
            for line in try make(algorithm, in: folder) { Console.print(line) }
            return 0
        }
    }

    /// - Returns: for each file its path and what it is for.
    static func make(_ algorithm: SignatureAlgorithm, in folder: String) throws -> [String] {
        try write(
            KeyGenerator.generate(for: algorithm), to: LockedFolder(making: folder),
            at: SystemClock.wallTime())
    }

    private static func write(
        _ key: GeneratedKey, to folder: borrowing LockedFolder, at now: WallTime
    ) throws -> [String] {
        let privateName = KeyFolder.privateName(of: key)
        var files = [(name: privateName, use: "signs tokens: token mint --key; keep it secret")]
        if let secret = key.sharedSecret {
            try folder.create(privateName, holding: key.privateText.span)
            files.append(try write(secret, of: key, to: folder))
        } else if let publicKey = key.publicKey {
            var keys = try KeyFolder.succession(in: folder)
            keys.append(publicKey, at: now)
            try KeyFolder.publish(keys, with: key, in: folder)
            files.append((KeyFolder.setName, "verifies them: keys: {file: …}"))
        }
        return files.map { "\(folder.path)/\($0.name)  \($0.use)" }
    }

    private static func write(
        _ secret: Secret, of key: GeneratedKey, to folder: borrowing LockedFolder
    ) throws -> (name: String, use: String) {
        let name = "\(key.keyID).secret"
        // The newline that every reader of secrets takes off, so that no byte of it is lost.
        var text = ByteBuffer()
        text.append(secret.span)
        text.append("\n")
        do throws(SystemError) {
            try folder.create(name, holding: text.span)
        } catch {
            folder.remove(KeyFolder.privateName(of: key))
            throw error
        }
        return (name, "verifies them: symmetric: {secret: {file: …}}; keep it secret")
    }
}
