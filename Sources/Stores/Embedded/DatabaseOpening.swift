import CLMDB
import Codecs
import Crypto
import Identity

/// The steps from an environment to tables that are known to be ours: a new one is made, another program's,
/// a later release's, and one whose key is lost are refused with the path to look at.
struct DatabaseOpening {
    let folder: StoreFolder
    let environment: LMDBEnvironment

    private static let formatName: StaticString = "format"
    private static let storeName: StaticString = "store"
    private static let checkName: StaticString = "key check"

    private var dataPath: String { "\(folder.path)/\(LMDBEnvironment.dataFile)" }
    private var keyPath: String { "\(folder.path)/\(StoreFolder.keyFile)" }

    /// - Parameter key: what lies beside the database; nil where nothing does.
    func open(
        with key: Secret?, isWriting: Bool
    ) throws(EmbeddedStoreFault) -> (StoreDatabase.Tables, Secret) {
        let transaction = try transaction(isWriting)
        let names = try table(nil, in: transaction)
        let isNew = transaction.count(of: names) == 0
        guard isWriting || !isNew else { throw .foreign(path: dataPath) }
        let tables = StoreDatabase.Tables(
            sessions: try table("sessions", in: transaction, isNew),
            expiry: try table("expiry", in: transaction, isNew),
            subjects: try table(
                "subjects", flags: MDB_DUPSORT | MDB_DUPFIXED, in: transaction, isNew),
            uses: UseTable(table: try table("seen", in: transaction, isNew)),
            revocations: try table("revocations", in: transaction, isNew),
            meta: try table("meta", in: transaction, isNew))
        let fitting = try fittingKey(key, tables, in: transaction, isNew)
        if isWriting, isNew || key == nil {
            try write(key: fitting, to: tables.meta, in: transaction)
        }
        try committed(transaction)
        return (tables, fitting)
    }

    /// The key of what is stored; a new one only where nothing is stored under an old one.
    private func fittingKey(
        _ key: Secret?, _ tables: StoreDatabase.Tables,
        in transaction: borrowing LMDBTransaction, _ isNew: Bool
    ) throws(EmbeddedStoreFault) -> Secret {
        if isNew {
            if let key { return key }
            return try folder.makeKey()
        }
        let format = try meta(Self.formatName, tables.meta, in: transaction)
        guard format.count == 4 else { throw .foreign(path: dataPath) }
        let number = format.reduce(0) { $0 << 8 | Int($1) }
        guard number == StoreDatabase.format else { throw .version(path: dataPath, found: number) }
        guard let key else {
            guard transaction.count(of: tables.sessions) == 0 else {
                throw .keyMissing(path: keyPath)
            }
            return try folder.makeKey()
        }
        let check = try meta(Self.checkName, tables.meta, in: transaction)
        guard try checkValue(of: key).equals(check.span) else { throw .wrongKey(path: keyPath) }
        return key
    }

    private func write(
        key: Secret, to meta: MDB_dbi, in transaction: borrowing LMDBTransaction
    ) throws(EmbeddedStoreFault) {
        let format: [UInt8] = [0, 0, 0, UInt8(StoreDatabase.format)]
        let check = try checkValue(of: key)
        do throws(StoreFault) {
            try transaction.put(format.span, under: Self.formatName.span, in: meta)
            try transaction.put(
                SecureRandom().bytes(count: 16).span, under: Self.storeName.span, in: meta)
            try transaction.put(check.span, under: Self.checkName.span, in: meta)
        } catch { throw systemFault(error) }
    }

    /// What shows that a key is the database's, and nothing of the key.
    private func checkValue(of key: Secret) throws(EmbeddedStoreFault) -> Secret {
        do throws(CryptoFault) {
            return try KeyDerivation(from: key).key(for: Self.checkName)
        } catch { throw .system(path: keyPath, reason: "\(error)") }
    }

    private func meta(
        _ name: StaticString, _ table: MDB_dbi, in transaction: borrowing LMDBTransaction
    ) throws(EmbeddedStoreFault) -> [UInt8] {
        var value = ByteBuffer()
        do throws(StoreFault) {
            // What is not there is as wrong as what is empty.
            _ = try transaction.get(name.span, in: table, into: &value)
        } catch { throw systemFault(error) }
        return [UInt8](value.span)
    }

    private func table(
        _ name: String?, flags: Int32 = 0, in transaction: borrowing LMDBTransaction,
        _ isNew: Bool = false
    ) throws(EmbeddedStoreFault) -> MDB_dbi {
        do throws(LMDBFault) {
            return try transaction.table(name, flags: flags | (isNew ? MDB_CREATE : 0))
        } catch {
            // Other tables, or other values than tables: another program's database.
            if error.code == CLMDB_NOTFOUND || error.code == CLMDB_INCOMPATIBLE {
                throw .foreign(path: dataPath)
            }
            throw systemFault(error.fault)
        }
    }

    private func transaction(_ isWriting: Bool) throws(EmbeddedStoreFault) -> LMDBTransaction {
        do throws(StoreFault) {
            return try LMDBTransaction(environment, isWriting: isWriting)
        } catch { throw systemFault(error) }
    }

    private func committed(
        _ transaction: consuming LMDBTransaction
    ) throws(EmbeddedStoreFault) {
        do throws(StoreFault) { try transaction.commit() } catch { throw systemFault(error) }
    }

    private func systemFault(_ fault: StoreFault) -> EmbeddedStoreFault {
        if case .corrupt(let reason) = fault { return .damaged(path: dataPath, reason: reason) }
        return .system(path: dataPath, reason: fault.description)
    }
}
