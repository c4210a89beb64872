import CLMDB
import Codecs
import Identity

/// A transaction, aborted unless it is committed. Values are copied out: no pointer into the map outlives
/// the call that found it.
@safe
struct LMDBTransaction: ~Copyable {
    /// Owned until `deinit`; nil after the commit.
    private var handle: OpaquePointer?
    /// Closed after the transaction, whoever else lets go of it first.
    private let environment: LMDBEnvironment
    let isWriting: Bool

    /// - Throws: where the environment refuses. A writing one waits for its turn.
    init(_ environment: LMDBEnvironment, isWriting: Bool) throws(StoreFault) {
        unsafe handle = nil
        self.environment = environment
        self.isWriting = isWriting
        let flags = isWriting ? 0 : UInt32(MDB_RDONLY)
        var made: OpaquePointer?
        let code = unsafe mdb_txn_begin(environment.handle, nil, flags, &made)
        guard code == 0 else { throw LMDBFault(code: code).fault }
        unsafe handle = made
    }

    deinit { if let handle = unsafe handle { unsafe mdb_txn_abort(handle) } }

    /// Makes what was written durable.
    consuming func commit() throws(StoreFault) {
        let code = unsafe mdb_txn_commit(handle)
        // Committed or not, LMDB has freed it.
        unsafe handle = nil
        guard code == 0 else { throw LMDBFault(code: code).fault }
    }

    /// Ends a reading transaction and keeps its place among the readers.
    mutating func reset() { unsafe mdb_txn_reset(handle) }

    /// Begins a reading transaction that was reset anew, on what is stored now.
    mutating func renew() throws(StoreFault) {
        let code = unsafe mdb_txn_renew(handle)
        guard code == 0 else { throw LMDBFault(code: code).fault }
    }

    /// Opens a table of the environment; nil names the one that holds the others' names.
    borrowing func table(_ name: String?, flags: Int32 = 0) throws(LMDBFault) -> MDB_dbi {
        var table: MDB_dbi = 0
        let code = unsafe mdb_dbi_open(handle, name, UInt32(flags), &table)
        guard code == 0 else { throw LMDBFault(code: code) }
        return table
    }

    /// Replaces what is in `value` by what is stored under `key`.
    /// - Returns: false where nothing is.
    borrowing func get(
        _ key: Span<UInt8>, in table: MDB_dbi, into value: inout ByteBuffer
    ) throws(StoreFault) -> Bool {
        value.removeAll()
        var found = unsafe MDB_val()
        let code = unsafe find(key, in: table, &found)
        guard code != CLMDB_NOTFOUND else { return false }
        guard code == 0 else { throw LMDBFault(code: code).fault }
        unsafe value.append(found)
        return true
    }

    /// Whether something is stored under `key`.
    borrowing func contains(_ key: Span<UInt8>, in table: MDB_dbi) throws(StoreFault) -> Bool {
        var found = unsafe MDB_val()
        let code = unsafe find(key, in: table, &found)
        guard code == 0 || code == CLMDB_NOTFOUND else { throw LMDBFault(code: code).fault }
        return code == 0
    }

    /// What is stored under `key`, valid until the transaction changes or ends; LMDB's answer.
    private borrowing func find(
        _ key: Span<UInt8>, in table: MDB_dbi, _ found: inout MDB_val
    ) -> CInt {
        unsafe key.withUnsafeBytes { key in
            var key = unsafe MDB_val(key)
            return unsafe mdb_get(handle, table, &key, &found)
        }
    }

    /// Stores `value` under `key`.
    /// - Throws: `exists` where MDB_NOOVERWRITE asks for it; the transaction stays good.
    borrowing func put(
        _ value: Span<UInt8>, under key: Span<UInt8>, in table: MDB_dbi, flags: Int32 = 0
    ) throws(StoreFault) {
        let code = unsafe key.withUnsafeBytes { key in
            unsafe value.withUnsafeBytes { value in
                var key = unsafe MDB_val(key), value = unsafe MDB_val(value)
                return unsafe mdb_put(handle, table, &key, &value, UInt32(flags))
            }
        }
        guard code == 0 else { throw LMDBFault(code: code).fault }
    }

    /// Takes out what is under `key`: of a table of sets the one element `value`.
    /// - Returns: whether it was there.
    @discardableResult
    borrowing func remove(
        _ key: Span<UInt8>, _ value: Span<UInt8> = Span(), from table: MDB_dbi
    ) throws(StoreFault) -> Bool {
        let code = unsafe key.withUnsafeBytes { key in
            unsafe value.withUnsafeBytes { value in
                var key = unsafe MDB_val(key), value = unsafe MDB_val(value)
                return unsafe mdb_del(handle, table, &key, &value)
            }
        }
        guard code != CLMDB_NOTFOUND else { return false }
        guard code == 0 else { throw LMDBFault(code: code).fault }
        return true
    }

    /// A cursor, which must not outlive the transaction.
    @_lifetime(borrow self)
    borrowing func cursor(on table: MDB_dbi) throws(StoreFault) -> LMDBCursor {
        var made: OpaquePointer?
        let code = unsafe mdb_cursor_open(handle, table, &made)
        guard code == 0, let cursor = unsafe made else { throw LMDBFault(code: code).fault }
        return unsafe LMDBCursor(owning: cursor)
    }

    /// Entries of a table.
    borrowing func count(of table: MDB_dbi) -> Int {
        var statistics = MDB_stat()
        unsafe mdb_stat(handle, table, &statistics)
        return statistics.ms_entries
    }
}

/// A place in a table, moved from entry to entry.
@safe
struct LMDBCursor: ~Copyable, ~Escapable {
    /// Owned until `deinit`.
    fileprivate let handle: OpaquePointer

    @_lifetime(immortal)
    init(owning handle: OpaquePointer) { unsafe self.handle = handle }

    deinit { unsafe mdb_cursor_close(handle) }

    /// Moves, from what `key` and `value` say where the operation asks for it, and puts there what it finds.
    /// - Returns: false where there is nothing.
    borrowing func move(
        _ operation: MDB_cursor_op, key: inout ByteBuffer, value: inout ByteBuffer
    ) throws(StoreFault) -> Bool {
        var foundKey = unsafe MDB_val(), foundValue = unsafe MDB_val()
        let code = unsafe key.span.withUnsafeBytes { keyBytes in
            unsafe value.span.withUnsafeBytes { valueBytes in
                unsafe foundKey = MDB_val(keyBytes)
                unsafe foundValue = MDB_val(valueBytes)
                return unsafe mdb_cursor_get(handle, &foundKey, &foundValue, operation)
            }
        }
        guard code != CLMDB_NOTFOUND else { return false }
        guard code == 0 else { throw LMDBFault(code: code).fault }
        // What an operation left as it was still points into the buffer itself.
        var freshKey = ByteBuffer(), freshValue = ByteBuffer()
        unsafe freshKey.append(foundKey)
        unsafe freshValue.append(foundValue)
        key = freshKey
        value = freshValue
        return true
    }
}

extension LMDBCursor {
    /// LMDB's own table of free pages: the lengths of the lists under numbers below `end`.
    borrowing func sumOfLengths(below end: Int) throws(StoreFault) -> Int {
        var sum = 0
        var key = unsafe MDB_val(), value = unsafe MDB_val()
        while unsafe mdb_cursor_get(handle, &key, &value, MDB_NEXT) == 0 {
            // Both are native words of the map, which stays as it is until the transaction ends.
            guard let number = unsafe key.mv_data?.loadUnaligned(as: Int.self), number < end,
                let length = unsafe value.mv_data?.loadUnaligned(as: Int.self)
            else { break }
            sum += length
        }
        return sum
    }
}

extension MDB_val {
    /// Bytes that LMDB reads during one call.
    init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.init(
            mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
}

extension ByteBuffer {
    /// Copies what LMDB found, which is valid until its transaction changes or ends.
    fileprivate mutating func append(_ found: MDB_val) {
        let bytes = unsafe UnsafeRawBufferPointer(start: found.mv_data, count: found.mv_size)
        unsafe append(Span(_unsafeBytes: bytes))
    }
}
