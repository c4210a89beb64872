import Crypto
import JOSE
import Transport

/// How commands change a folder of keys: it is locked, files are made whole or not at all, and a private
/// key is on the disk before the set names it.
extension KeyFolder {
    /// The keys that the folder has, in the order of their turns; none where it is new.
    static func succession(in folder: borrowing LockedFolder) throws -> KeySuccession {
        guard let text = try setText(in: folder) else { return KeySuccession() }
        do throws(KeySetFault) {
            return try KeySuccession(parsing: text.span)
        } catch {
            throw CommandFault.invalid(
                "\(folder.path)/\(setName) cannot be extended: it is \(error)")
        }
    }

    /// What the key at hand signs with; nil where there is none.
    static func currentAlgorithm(in folder: borrowing LockedFolder) throws -> SignatureAlgorithm? {
        guard let text = try setText(in: folder) else { return nil }
        return try KeySet(parsing: text.span, holding: .publicKeys).keys.last?.algorithm
    }

    /// Puts the set in the place of the one before, at one moment, and the private half of a key that it
    /// got beside it. What could be wrong with the set is found before anything is written.
    static func publish(
        _ keys: KeySuccession, with made: GeneratedKey?, in folder: borrowing LockedFolder
    ) throws {
        let text: String
        do throws(KeySetFault) {
            text = try keys.serialized()
        } catch {
            throw CommandFault.invalid(
                "\(folder.path)/\(setName) cannot be extended: it would be \(error)")
        }
        if let made { try folder.create(privateName(of: made), holding: made.privateText.span) }
        do {
            try folder.replace(setName, with: Array(text.utf8).span, mode: 0o644)
        } catch {
            if let made { folder.remove(privateName(of: made)) }
            throw error
        }
    }

    /// The name that the private half of a new key has; its ID is a thumbprint, or random.
    static func privateName(of key: GeneratedKey) -> String {
        guard let name = privateName(of: key.keyID) else {
            preconditionFailure("base64url is a plain name")
        }
        return name
    }

    private static func setText(in folder: borrowing LockedFolder) throws -> [UInt8]? {
        guard folder.contains(setName) else { return nil }
        return try CommandInput.file("\(folder.path)/\(setName)")
    }
}
