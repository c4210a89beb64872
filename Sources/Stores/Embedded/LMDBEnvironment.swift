import CLMDB
import Glibc

/// An open LMDB environment: one file, mapped for reading, and its tables. Closed with the last reference,
/// when every transaction of it has ended.
@safe
final class LMDBEnvironment: @unchecked Sendable {
    // Sendable: LMDB lets any thread begin transactions; the handle is written in `init` alone.

    /// Owned until `deinit`.
    let handle: OpaquePointer
    let pageByteCount: Int
    let pageLimit: Int
    private let isReadOnly: Bool

    static let dataFile = "data.mdb"
    /// Read transactions at one time: one for each loop, and those of commands in other processes.
    private static let readersLimit: UInt32 = 256

    /// Opens the file in `folder`, making it where it may be written.
    ///
    /// Never MDB_WRITEMAP: a stray write of ours would go to disk. With MDB_NOTLS a reader belongs to its
    /// transaction, not to a thread.
    /// - Parameter sizeLimit: 0 takes the file's own.
    init(folder: String, sizeLimit: Int, isReadOnly: Bool) throws(EmbeddedStoreFault) {
        let path = "\(folder)/\(Self.dataFile)"
        var made: OpaquePointer?
        let code = unsafe mdb_env_create(&made)
        guard let environment = unsafe made else {
            throw .system(path: path, reason: LMDBFault(code: code).description)
        }
        if sizeLimit > 0 { unsafe mdb_env_set_mapsize(environment, sizeLimit) }
        unsafe mdb_env_set_maxdbs(environment, 8)
        unsafe mdb_env_set_maxreaders(environment, Self.readersLimit)
        let flags = UInt32(MDB_NOTLS) | (isReadOnly ? UInt32(MDB_RDONLY) : 0)
        let opened = unsafe mdb_env_open(environment, folder, flags, 0o600)
        guard opened == 0 else {
            unsafe mdb_env_close(environment)
            throw LMDBFault(code: opened).whenOpening(path)
        }
        var dead: CInt = 0
        // Readers of processes that were killed would keep old pages for ever.
        unsafe mdb_reader_check(environment, &dead)
        var info = unsafe MDB_envinfo()
        unsafe mdb_env_info(environment, &info)
        var statistics = MDB_stat()
        unsafe mdb_env_stat(environment, &statistics)
        unsafe handle = environment
        pageByteCount = Int(statistics.ms_psize)
        pageLimit = unsafe info.me_mapsize / Int(statistics.ms_psize)
        self.isReadOnly = isReadOnly
        // Reading a mapped page behind the file's end would end the process.
        guard unsafe fileByteCount >= (info.me_last_pgno + 1) * pageByteCount else {
            throw .damaged(path: path, reason: "it is shorter than its contents")
        }
    }

    deinit { unsafe mdb_env_close(handle) }

    /// Pages up to the last one that was ever used.
    var usedPageEnd: Int {
        var info = unsafe MDB_envinfo()
        unsafe mdb_env_info(handle, &info)
        return unsafe info.me_last_pgno + 1
    }

    /// The transaction that was committed last.
    var lastTransaction: Int {
        var info = unsafe MDB_envinfo()
        unsafe mdb_env_info(handle, &info)
        return unsafe info.me_last_txnid
    }

    /// Makes the file at least that long, sparsely: a page that is mapped is then a page of the file, and a
    /// file that is shorter than its contents was truncated by somebody else. Where the system refuses, the
    /// write that needs the room will say so, and one that needs none goes on.
    func extendFile(toPages pageCount: Int) {
        let wanted = min(pageCount, pageLimit) * pageByteCount
        if fileByteCount < wanted { _ = ftruncate(descriptor, off_t(wanted)) }
    }

    /// Has the system begin to read the first bytes of the file into memory; does not wait for it.
    func prefault(limit: Int) {
        let byteCount = min(limit, usedPageEnd * pageByteCount)
        posix_fadvise(descriptor, 0, off_t(byteCount), POSIX_FADV_WILLNEED)
    }

    /// Lets go of the readers of processes that have died.
    func forgetDeadReaders() {
        var dead: CInt = 0
        unsafe mdb_reader_check(handle, &dead)
    }

    /// Owned by the environment.
    private var descriptor: CInt {
        var descriptor: CInt = -1
        unsafe mdb_env_get_fd(handle, &descriptor)
        return descriptor
    }

    private var fileByteCount: Int {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }
}
