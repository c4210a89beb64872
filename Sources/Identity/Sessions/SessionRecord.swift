import Codecs

/// Where the parts of a stored session lie in its bytes. A record is a version byte, the length of the
/// index part, the index part sealed under the store's key and the data part sealed under the cookie's.
/// Reading is total: bytes that are no record are a fault. What the parts say is the `SessionSealer`'s.
public struct SessionRecord: Hashable, Sendable {
    /// The only version so far. A program that finds another leaves the record alone.
    public static let version: UInt8 = 1
    /// The most a record may have; more is not written, so that all that is written can be read.
    public static let bytesLimit = 64 * 1024
    static let headByteCount = 3

    let indexPart: Range<Int>
    let dataPart: Range<Int>

    /// Changes whenever the index part is sealed anew: a cache that kept it need not open the part again.
    public let sealedIndexStamp: SealStamp
    /// The same for the data part.
    public let sealedDataStamp: SealStamp

    public init(parsing bytes: Span<UInt8>) throws(SessionRecordFault) {
        guard !bytes.isEmpty else { throw .corrupt }
        guard bytes[0] == Self.version else { throw .version(bytes[0]) }
        guard bytes.count >= Self.headByteCount, bytes.count <= Self.bytesLimit else {
            throw .corrupt
        }
        let indexEnd = Self.headByteCount + Int(bytes[1]) << 8 + Int(bytes[2])
        guard indexEnd <= bytes.count else { throw .corrupt }
        indexPart = Self.headByteCount..<indexEnd
        dataPart = indexEnd..<bytes.count
        let data = bytes.extracting(dataPart)
        guard let indexStamp = SealStamp(endOf: bytes.extracting(indexPart)),
            let dataStamp = data.isEmpty ? .ofNothing : SealStamp(endOf: data)
        else { throw .corrupt }
        sealedIndexStamp = indexStamp
        sealedDataStamp = dataStamp
    }

    /// Where the record would end without its data part: what is left is a record that nothing opens any
    /// more, and that is still known.
    public var endWithoutData: Int { indexPart.upperBound }
}

/// The tag at the end of a sealed part: two parts with one stamp are the same part.
public struct SealStamp: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Of a data part that was erased.
    static let ofNothing = SealStamp()

    private init() { (high, low) = (0, 0) }

    /// - Returns: nil where nothing sealed is that short.
    init?(endOf part: Span<UInt8>) {
        guard part.count >= SessionSealer.overheadByteCount else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for index in part.count - 16..<part.count - 8 {
            words.0 = words.0 << 8 | UInt64(part[index])
        }
        for index in part.count - 8..<part.count { words.1 = words.1 << 8 | UInt64(part[index]) }
        (high, low) = words
    }
}

/// Why bytes are not a session.
public enum SessionRecordFault: Error, Equatable, Sendable {
    /// Truncated, changed, of another store, or of another session: not told apart (T57).
    case corrupt
    /// Written by a later release.
    case version(UInt8)
    /// Not written: a field, or the whole, is longer than what is read back.
    case tooLarge
}
