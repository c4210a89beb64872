import Glibc
import Transport

/// A folder that keys and accounts are written to, held so that two commands cannot write to it at once. Files in
/// it are made whole or not at all: they are on the disk before their names are.
struct LockedFolder: ~Copyable {
    private let folder: Descriptor
    let path: String

    /// Opens `path`, making it for its owner alone where it is absent.
    init(making path: String) throws(SystemError) {
        if unsafe mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw SystemError("make the folder \(path)")
        }
        try self.init(path)
    }

    init(_ path: String) throws(SystemError) {
        let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError("open \(path)") }
        let descriptor = Descriptor(owning: number)
        guard flock(number, LOCK_EX) == 0 else { throw SystemError("lock \(path)") }
        folder = descriptor
        self.path = path
    }

    /// Whether the folder has something of that name.
    func contains(_ name: String) -> Bool {
        unsafe faccessat(folder.number, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Makes a file that only its owner can read. What is there is never overwritten.
    func create(_ name: String, holding bytes: Span<UInt8>) throws(SystemError) {
        do throws(SystemError) {
            try write(bytes, to: name, mode: 0o600)
            try settle()
        } catch {
            if error.code != EEXIST { remove(name) }
            throw error
        }
    }

    /// Puts a file in the place of what is there, at one moment.
    /// - Parameters:
    ///   - mode: of a file that is new, as the process's mask leaves it.
    ///   - old: whose owner and mode are kept.
    func replace(
        _ name: String, with bytes: Span<UInt8>, mode: mode_t, like old: stat? = nil
    ) throws(SystemError) {
        let fresh = name + ".new"
        remove(fresh)  // of a command that died; no other one is here
        do throws(SystemError) {
            try write(bytes, to: fresh, mode: old == nil ? mode : 0o600, like: old)
        } catch {
            remove(fresh)
            throw error
        }
        guard unsafe renameat(folder.number, fresh, folder.number, name) == 0 else {
            throw SystemError("rename \(path)/\(fresh)")
        }
        try settle()
    }

    func remove(_ name: String) { _ = unsafe unlinkat(folder.number, name, 0) }

    private func write(
        _ bytes: Span<UInt8>, to name: String, mode: mode_t, like old: stat? = nil
    ) throws(SystemError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let number = unsafe openat(folder.number, name, flags, mode)
        guard number >= 0 else { throw SystemError("create \(path)/\(name)") }
        let file = Descriptor(owning: number)
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.extracting(offset...).withUnsafeBytes {
                unsafe Glibc.write(file.number, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write \(path)/\(name)") }
            offset += count
        }
        if let old {
            // The owner first: nobody may read what is not yet theirs.
            guard fchown(file.number, old.st_uid, old.st_gid) == 0,
                fchmod(file.number, old.st_mode & 0o7777) == 0
            else { throw SystemError("give \(path)/\(name) its owner and mode") }
        }
        guard fsync(file.number) == 0 else { throw SystemError("write \(path)/\(name)") }
    }

    /// The names, too, are on the disk.
    private func settle() throws(SystemError) {
        guard fsync(folder.number) == 0 else { throw SystemError("write \(path)") }
    }
}
