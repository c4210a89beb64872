import CLMDB
import Crypto
import Glibc
import Transport

/// The folder of a store: made for the owner alone and refused where others may enter, with the key that
/// sessions are sealed under and the lock of the one process that writes.
struct StoreFolder {
    static let keyFile = "store.key"
    static let lockFile = "writer.lock"

    let path: String

    /// Makes the folder where it is missing.
    func prepare() throws(EmbeddedStoreFault) {
        do throws(PrivateFolderFault) { try PrivateFolder.make(path) } catch {
            throw EmbeddedStoreFault(error)
        }
        try examine()
        for name in [LMDBEnvironment.dataFile, "lock.mdb", Self.lockFile] {
            // Nobody else can have opened them: the folder lets nobody in.
            _ = unsafe chmod("\(path)/\(name)", 0o600)
        }
    }

    /// Refuses a folder that is not one, is somebody else's, or lets others in.
    func examine() throws(EmbeddedStoreFault) {
        do throws(PrivateFolderFault) { try PrivateFolder.examine(path) } catch {
            throw EmbeddedStoreFault(error)
        }
        guard unsafe access(path, R_OK | W_OK | X_OK) == 0 else {
            throw .folder(path: path, reason: SystemError("access").description)
        }
    }

    /// Takes the lock that one process holds while it writes; it ends with the descriptor.
    func lock() throws(EmbeddedStoreFault) -> Descriptor {
        let lockPath = "\(path)/\(Self.lockFile)"
        let number = unsafe open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else {
            throw .system(path: lockPath, reason: SystemError("open").description)
        }
        let descriptor = Descriptor(owning: number)
        guard sallyport_lock_file(number) == 0 else { throw .inUse(path: path) }
        return descriptor
    }

    /// Whether a process holds that lock.
    var isLocked: Bool {
        let number = unsafe open("\(path)/\(Self.lockFile)", O_RDWR | O_CLOEXEC)
        guard number >= 0 else { return false }
        let descriptor = Descriptor(owning: number)
        return sallyport_is_file_locked(descriptor.number) == 1
    }

    /// Whether it has a database, as far as one may look.
    var hasDatabase: Bool {
        unsafe access("\(path)/\(LMDBEnvironment.dataFile)", F_OK) == 0
            || errno != ENOENT && errno != ENOTDIR
    }

    /// The key beside the database; nil where there is none.
    func key() throws(EmbeddedStoreFault) -> Secret? {
        let keyPath = "\(path)/\(Self.keyFile)"
        let number = unsafe open(keyPath, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(path: keyPath, reason: SystemError("open").description)
        }
        let descriptor = Descriptor(owning: number)
        var status = stat()
        guard unsafe fstat(descriptor.number, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw .permissions(path: keyPath, mode: status.st_mode & 0o777)
        }
        var bytes = [UInt8](repeating: 0, count: SealingKey.byteCount + 1)
        let count = unsafe read(descriptor.number, &bytes, bytes.count)
        guard count == SealingKey.byteCount else { throw .wrongKey(path: keyPath) }
        bytes.removeLast()
        return Secret(wiping: bytes)
    }

    /// Makes a key, durable before anything is sealed under it.
    func makeKey() throws(EmbeddedStoreFault) -> Secret {
        let secret = SecureRandom().secret(count: SealingKey.byteCount)
        let keyPath = "\(path)/\(Self.keyFile)"
        do throws(SystemError) { try write(secret, to: keyPath) } catch {
            throw .system(path: keyPath, reason: error.description)
        }
        return secret
    }

    /// A whole file or none: written beside its place, made durable, then renamed.
    private func write(_ secret: Secret, to path: String) throws(SystemError) {
        let draft = path + ".draft"
        let number = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw SystemError("open") }
        let file = Descriptor(owning: number)
        let bytes = secret.span
        let written = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(file.number, $0.baseAddress, $0.count)
        }
        guard written == secret.count, fsync(file.number) == 0 else { throw SystemError("write") }
        guard unsafe rename(draft, path) == 0 else { throw SystemError("rename") }
        let folderNumber = unsafe open(self.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folderNumber >= 0 else { throw SystemError("open") }
        let folder = Descriptor(owning: folderNumber)
        guard fsync(folder.number) == 0 else { throw SystemError("fsync") }
    }
}

extension EmbeddedStoreFault {
    /// Why the store's folder is not for one user alone.
    fileprivate init(_ fault: PrivateFolderFault) {
        switch fault {
        case .system(let path, let error): self = .folder(path: path, reason: error.description)
        case .noFolder(let path): self = .folder(path: path, reason: "it is no folder")
        case .foreign(let path): self = .folder(path: path, reason: "it belongs to another user")
        case .open(let path, let mode): self = .permissions(path: path, mode: mode)
        }
    }
}
