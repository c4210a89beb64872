import Codecs
import Configuration
import Crypto
import JOSE
import Transport

/// `sallyport keys new`: makes a signing key. The private half goes to a file of its own that is never
/// overwritten, the public half joins the folder's key set.
public enum KeysNewCommand {
    private static let setName = "keys.json"

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
        try write(KeyGenerator.generate(for: algorithm), to: LockedFolder(making: folder))
    }

    private static func write(
        _ key: GeneratedKey, to folder: borrowing LockedFolder
    ) throws -> [String] {
        let privateName = "\(key.keyID).private.jwk"
        var files = [(name: privateName, use: "signs tokens: token mint --key; keep it secret")]
        // What could be wrong with the set is found before anything is written.
        let set = try key.publicKey.map { try extendedSet(with: $0, in: folder) }
        try folder.create(privateName, holding: key.privateText.span)
        do {
            if let set {
                try folder.replace(setName, with: Array(set.utf8).span, mode: 0o644)
                files.append((setName, "verifies them: keys: {file: …}"))
            }
            if let secret = key.sharedSecret {
                let name = "\(key.keyID).secret"
                // The newline that every reader of secrets takes off, so that no byte of it is lost.
                var text = ByteBuffer()
                text.append(secret.span)
                text.append("\n")
                try folder.create(name, holding: text.span)
                files.append(
                    (name, "verifies them: symmetric: {secret: {file: …}}; keep it secret"))
            }
        } catch {
            folder.remove(privateName)
            throw error
        }
        return files.map { "\(folder.path)/\($0.name)  \($0.use)" }
    }

    private static func extendedSet(
        with key: Key, in folder: borrowing LockedFolder
    ) throws -> String {
        guard folder.contains(setName) else { return try KeySet(publicKeys: [key]).serialized() }
        let file = "\(folder.path)/\(setName)"
        let bytes = try CommandInput.file(file)
        do throws(KeySetFault) {
            return try KeySet.adding(key, to: bytes.span)
        } catch {
            throw CommandFault.invalid("\(file) cannot be extended: it is or would be \(error)")
        }
    }
}
