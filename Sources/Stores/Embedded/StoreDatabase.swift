import CLMDB
import Codecs
import Crypto
import Glibc
import Identity
import Transport

/// An open database of sessions: LMDB's environment with our tables in it, known to be ours, of a format
/// we read, and sealed under the key beside it.
final class StoreDatabase: Sendable {
    /// Grows when a program that knows only the number before could not read what is stored.
    static let format = 1

    let environment: LMDBEnvironment
    let tables: Tables
    let key: Secret
    /// Of the one process that writes: given back when nobody uses the database any more.
    private let lock: FolderLock?

    /// Handles of the tables.
    struct Tables: Sendable {
        /// ID → when it is looked at for expiry, then the record.
        let sessions: MDB_dbi
        /// When it is looked at for expiry, then ID → nothing.
        let expiry: MDB_dbi
        /// Keyed hash of issuer and subject → a set of absolute expiry, then ID.
        let subjects: MDB_dbi
        let uses: UseTable
        /// What is revoked and from when → until when, then who says so and why, sealed.
        let revocations: MDB_dbi
        let meta: MDB_dbi
    }

    /// Opens or makes it for writing.
    init(in folder: StoreFolder, sizeLimit: Int) throws(EmbeddedStoreFault) {
        lock = FolderLock(try folder.lock())
        let found = try folder.key()
        environment = try LMDBEnvironment(
            folder: folder.path, sizeLimit: sizeLimit, isReadOnly: false)
        environment.extendFile(toPages: 256)
        let opening = DatabaseOpening(folder: folder, environment: environment)
        (tables, key) = try opening.open(with: found, isWriting: true)
    }

    /// Opens what is there for reading, beside a process that writes.
    init(readingIn folder: StoreFolder) throws(EmbeddedStoreFault) {
        guard let found = try folder.key() else {
            throw .keyMissing(path: "\(folder.path)/\(StoreFolder.keyFile)")
        }
        lock = nil
        environment = try LMDBEnvironment(
            folder: folder.path, sizeLimit: 0, isReadOnly: true)
        let opening = DatabaseOpening(folder: folder, environment: environment)
        (tables, key) = try opening.open(with: found, isWriting: false)
    }
}

/// The lock on the folder, for as long as somebody holds it.
private final class FolderLock: Sendable {
    /// Owned until `deinit`.
    private let number: CInt

    init(_ descriptor: consuming Descriptor) { number = descriptor.relinquish() }

    deinit { _ = close(number) }
}
