import Glibc

/// A folder that this process's user alone may enter: what lies in it is out of everyone else's reach, whatever
/// its own mode.
public enum PrivateFolder {
    /// Makes the folder where it is absent, and looks at the one that is there.
    /// - Throws: why it is none.
    public static func make(_ path: String) throws(PrivateFolderFault) {
        if unsafe mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw .system(path, SystemError("mkdir"))
        }
        try examine(path)
    }

    /// Refuses a folder that is not one, is somebody else's, or lets others in.
    public static func examine(_ path: String) throws(PrivateFolderFault) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .system(path, SystemError("stat")) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .noFolder(path) }
        guard status.st_uid == geteuid() else { throw .foreign(path) }
        guard status.st_mode & 0o077 == 0 else { throw .open(path, mode: status.st_mode & 0o777) }
    }
}

/// Why a folder is not for one user alone.
public enum PrivateFolderFault: Error, Equatable {
    case system(String, SystemError)
    case noFolder(String)
    /// It belongs to another user.
    case foreign(String)
    /// Others may enter it.
    case open(String, mode: UInt32)
}

extension PrivateFolderFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .system(let path, let error): "the folder \(path): \(error)"
        case .noFolder(let path): "\(path) is no folder"
        case .foreign(let path): "the folder \(path) belongs to another user"
        case .open(let path, let mode):
            "others may enter the folder \(path) (mode 0\(String(mode, radix: 8))): chmod 700 it, or name "
                + "another one"
        }
    }
}
