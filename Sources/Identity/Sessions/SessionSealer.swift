public import Codecs
public import Crypto

/// Seals and opens the two parts of a session's record. The index part is sealed under a key derived from
/// the store's for this one session, SHA-256(secret ‖ ID) over two fixed lengths, so that however many
/// sessions there are no key comes near the number of nonces it may use (T58). Both parts are bound, by labelled
/// and length-prefixed context, to what they are, the record's version and the session; the data part to host,
/// issuer, subject and creation besides, so that parts of two sessions, or of two lives of one, are never taken
/// together (T56).
///
/// One for each thread that works with sessions.
public struct SessionSealer: ~Copyable {
    /// Bytes that sealing adds to each part.
    public static let overheadByteCount = SealingCipher.overheadByteCount

    private let digest: SHA256Context
    /// Of the purpose; the keys of single sessions are derived from it.
    private let indexSecret: Secret
    private var cipher: SealingCipher
    private var context = ByteBuffer(capacity: 256)
    private var plain = ByteBuffer(capacity: 512)
    private var part = ByteBuffer(capacity: 512)

    /// - Parameter storeKey: the store's secret, from which the keys of index parts are derived.
    public init(storeKey: Secret) throws(CryptoFault) {
        let digest = try SHA256Context()
        let secret = try KeyDerivation(from: storeKey).key(for: "session index")
        cipher = try SealingCipher()
        self.digest = digest
        indexSecret = secret
    }

    /// Appends the record of a new session.
    /// - Throws: `tooLarge`, with nothing appended that may be used.
    public mutating func seal(
        _ index: SessionIndex, data: Span<UInt8>, under keys: SessionKeys,
        into record: inout ByteBuffer
    ) throws(SessionRecordFault) {
        try sealIndex(index, of: keys.id)
        guard record.append(head: part.count, parts: part.count + data.count) else {
            throw .tooLarge
        }
        record.append(part.span)
        guard appendDataContext(index, keys.id) else { throw .tooLarge }
        cipher.seal(data, under: keys.dataKey.bytes, for: context, into: &record)
    }

    /// What the index part of `record` says.
    public mutating func openIndex(
        of id: SessionID, in record: Span<UInt8>
    ) throws(SessionRecordFault) -> SessionIndex {
        let place = try SessionRecord(parsing: record).indexPart
        let key = prepareIndex(id)
        plain.removeAll()
        guard
            cipher.open(record.extracting(place), under: key, for: context, into: &plain),
            let index = SessionIndex(parsing: plain.span)
        else { throw .corrupt }
        return index
    }

    /// Appends what the data part of `record` holds.
    /// - Parameter index: what the same record's index part says.
    public mutating func openData(
        of record: Span<UInt8>, beside index: SessionIndex, under keys: SessionKeys,
        into data: inout ByteBuffer
    ) throws(SessionRecordFault) {
        let place = try SessionRecord(parsing: record).dataPart
        guard appendDataContext(index, keys.id),
            cipher.open(
                record.extracting(place), under: keys.dataKey.bytes, for: context, into: &data)
        else { throw .corrupt }
    }

    private mutating func sealIndex(
        _ index: SessionIndex, of id: SessionID
    ) throws(SessionRecordFault) {
        let key = prepareIndex(id)
        plain.removeAll()
        part.removeAll()
        guard index.append(to: &plain) else { throw .tooLarge }
        cipher.seal(plain, under: key, for: context, into: &part)
    }

    /// The key of that session's index part; its context is in `context`.
    private mutating func prepareIndex(_ id: SessionID) -> InlineArray<32, UInt8> {
        appendContext("session index", id)
        return digest.key(of: indexSecret, for: id)
    }

    private mutating func appendDataContext(_ index: SessionIndex, _ id: SessionID) -> Bool {
        appendContext("session data", id)
        for text in [index.host, index.issuer, index.subject] {
            guard context.append(field: text.utf8.span) else { return false }
        }
        let created = UInt64(bitPattern: index.created.secondsSince1970)
        context.append(bigEndian: created, byteCount: 8)
        return true
    }

    private mutating func appendContext(_ label: StaticString, _ id: SessionID) {
        context.removeAll()
        context.append(UInt8(label.utf8CodeUnitCount))
        context.append(label)
        context.append(SessionRecord.version)
        context.append(id.bytes.span)
    }
}

extension ByteBuffer {
    /// The head of a record whose parts have that many bytes, the data's sealing not counted.
    fileprivate mutating func append(head indexByteCount: Int, parts: Int) -> Bool {
        guard
            parts <= SessionRecord.bytesLimit - SessionRecord.headByteCount
                - SessionSealer.overheadByteCount
        else { return false }
        append(SessionRecord.version)
        append(bigEndian: UInt64(indexByteCount), byteCount: 2)
        return true
    }
}
