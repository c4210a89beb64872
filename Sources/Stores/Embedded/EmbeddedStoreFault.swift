/// Why the embedded store does not open. Each names the file or folder to look at.
public enum EmbeddedStoreFault: Error, Equatable, Sendable {
    /// The folder cannot be made or used.
    case folder(path: String, reason: String)
    /// The folder or a file in it may be entered or read by others.
    case permissions(path: String, mode: UInt32)
    /// Another process has it open for writing.
    case inUse(path: String)
    /// Not a database, or one of another program.
    case foreign(path: String)
    /// Written by a later release.
    case version(path: String, found: Int)
    /// The file is shorter than what it says it holds, or is otherwise broken.
    case damaged(path: String, reason: String)
    /// The database holds sessions and the key they are sealed under is not beside it.
    case keyMissing(path: String)
    /// The key file is not the one this database was made with, or not a key.
    case wrongKey(path: String)
    /// The system or LMDB refused, for the stated reason.
    case system(path: String, reason: String)
}

extension EmbeddedStoreFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .folder(let path, let reason): "cannot use the folder \(path): \(reason)"
        case .permissions(let path, let mode):
            "\(path) is open to others (mode \(String(mode, radix: 8))): chmod go= \(path)"
        case .inUse(let path): "\(path) is in use by another gateway"
        case .foreign(let path): "\(path) is no session store"
        case .version(let path, let found):
            "\(path) was written by a later release (format \(found))"
        case .damaged(let path, let reason): "\(path) is damaged: \(reason)"
        case .keyMissing(let path):
            "\(path) is missing, and the sessions beside it cannot be read without it: "
                + "put it back, or empty the folder to end them all"
        case .wrongKey(let path): "\(path) is not the key of the sessions beside it"
        case .system(let path, let reason): "cannot open \(path): \(reason)"
        }
    }
}
