import Codecs
import Configuration
import Crypto
import Identity

/// The folder of the keys that session cookies are sealed under, as it is read: every file `NAME.key` is 32 bytes
/// in base64url, no stranger of this machine can read one, and the last by name is the newest. Names, because
/// the times of files do not survive every copy.
struct CookieKeyFolder {
    static let suffix = ".key"
    /// Far more than overlap ever needs.
    private static let keyCountLimit = 64
    private static let allowed =
        "a folder of keys as `sallyport keys rotate-cookie --folder FOLDER` makes them"

    let folder: FilePath
    let surroundings: Surroundings

    /// Names of its keys, the oldest first; empty where there is no folder yet.
    func names() throws(ConfigurationFault) -> [String] {
        switch surroundings.names(folder.path) {
        case .absent: return []
        case .unreadable(let why): throw fault("\(folder.path), which cannot be read: \(why)")
        case .names(let names):
            let keys = names.filter { $0.hasSuffix(Self.suffix) }.sorted()
            guard keys.count <= Self.keyCountLimit else {
                throw fault("\(folder.path), which holds more than \(Self.keyCountLimit) keys")
            }
            return keys
        }
    }

    /// - Throws: at the line that names the folder, also where it holds no key.
    func keys() throws(ConfigurationFault) -> CookieKeys {
        var secrets: [Secret] = []
        for name in try names() { secrets.append(try secret(in: "\(folder.path)/\(name)")) }
        guard let newest = secrets.popLast() else {
            throw fault("\(folder.path), which holds no key")
        }
        do throws(CryptoFault) {
            return try CookieKeys(newest: newest, older: secrets.reversed())
        } catch {
            throw fault("\(folder.path), which \(error)")
        }
    }

    /// The text of a key's file.
    static func text(of key: Secret) -> ByteBuffer {
        var text = ByteBuffer()
        Base64URL.encode(key.span, into: &text)
        text.append("\n")
        return text
    }

    private func secret(in file: String) throws(ConfigurationFault) -> Secret {
        switch surroundings.contents(file) {
        case .unreadable(let why): throw fault("\(file), which cannot be read: \(why)")
        case .bytes(var bytes, let isWorldReadable):
            if isWorldReadable {
                throw fault(
                    "\(file), which every user of this machine can read",
                    allowed: "a file for the gateway alone: chmod 600 \(file)")
            }
            if bytes.last == 0x0A { bytes.removeLast() }
            let key: [UInt8]
            do throws(Base64Fault) { key = try Base64URL.decode(bytes.span) } catch { key = [] }
            guard key.count == CookieKeys.byteCount else {
                throw fault("\(file), which is no key")
            }
            return Secret(wiping: key)
        }
    }

    private func fault(_ found: String, allowed: String = allowed) -> ConfigurationFault {
        ConfigurationFault(at: folder.position, found: found, allowed: allowed)
    }
}
