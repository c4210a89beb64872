import CLMDB
import Codecs
import Identity

/// The transaction's calls with whole buffers: a buffer that an object owns can be lent for one call, its
/// span cannot.
extension LMDBTransaction {
    borrowing func put(
        _ value: borrowing ByteBuffer, under id: SessionID, in table: MDB_dbi, flags: Int32 = 0
    ) throws(StoreFault) {
        try put(value.span, under: id.bytes.span, in: table, flags: flags)
    }

    borrowing func put(
        _ value: borrowing ByteBuffer, under key: borrowing ByteBuffer, in table: MDB_dbi
    ) throws(StoreFault) {
        try put(value.span, under: key.span, in: table)
    }

    /// A key that says all there is to say.
    borrowing func put(
        key: borrowing ByteBuffer, in table: MDB_dbi
    ) throws(StoreFault) {
        try put(Span(), under: key.span, in: table)
    }

    borrowing func remove(key: borrowing ByteBuffer, from table: MDB_dbi) throws(StoreFault) {
        try remove(key.span, from: table)
    }

    borrowing func remove(
        _ value: borrowing ByteBuffer, under key: borrowing ByteBuffer, from table: MDB_dbi
    ) throws(StoreFault) {
        try remove(key.span, value.span, from: table)
    }
}

/// The same for what the tables do with one.
extension ByteBuffer {
    func sessionID(at offset: Int) -> SessionID? {
        count >= offset ? SessionID(span.extracting(droppingFirst: offset)) : nil
    }

    func time(at offset: Int) -> WallTime? {
        count >= offset + 8 ? WallTime(orderedAt: offset, in: span) : nil
    }

    /// Appends the bytes of `other` from `offset` on.
    mutating func append(_ other: borrowing ByteBuffer, from offset: Int) {
        append(other.span.extracting(droppingFirst: min(offset, other.count)))
    }
}
