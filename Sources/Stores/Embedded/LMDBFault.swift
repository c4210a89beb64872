import CLMDB
import Identity

/// A result code of LMDB, or of the system beneath it, that says no.
struct LMDBFault: Error, CustomStringConvertible {
    let code: CInt

    var description: String {
        // A static text of LMDB or the C library.
        unsafe mdb_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    /// What it means for whoever asked the store.
    var fault: StoreFault {
        switch code {
        case CLMDB_MAP_FULL: .full
        case CLMDB_CORRUPTED: .corrupt(description)
        case CLMDB_KEYEXIST: .exists
        default: .unavailable(description)
        }
    }

    /// What it means for an attempt to open the file at `path`.
    func whenOpening(_ path: String) -> EmbeddedStoreFault {
        switch code {
        case CLMDB_INVALID: .foreign(path: path)
        case CLMDB_VERSION_MISMATCH: .foreign(path: path)
        case CLMDB_CORRUPTED: .damaged(path: path, reason: description)
        default: .system(path: path, reason: description)
        }
    }
}
