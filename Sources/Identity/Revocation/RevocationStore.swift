public import Codecs

/// What a revocation is kept under: what it means and from when. Stating it again meets the same one, which is
/// how repeating a revocation changes nothing.
public struct RevocationID: Hashable, Sendable {
    /// Bytes of its text in hexadecimal digits.
    public static let byteCount = 24

    public let tag: RevocationTag
    /// Seconds since 1970; `Int64.max`: whatever was issued when.
    private let before: Int64

    public init(_ tag: RevocationTag, before: WallTime?) {
        self.tag = tag
        self.before = before?.secondsSince1970 ?? .max
    }

    /// - Returns: nil where there are not exactly so many bytes.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: [UInt64] = [0, 0, 0]
        for index in bytes.indices {
            words[index / 8] = words[index / 8] << 8 | UInt64(bytes[index])
        }
        tag = RevocationTag(high: words[0], low: words[1])
        before = Int64(bitPattern: words[2])
    }

    public init?(hex text: Span<UInt8>) {
        guard let bytes = Hex.decode(text) else { return nil }
        self.init(bytes.span)
    }

    /// 48 lower-case hexadecimal digits.
    public var hex: String {
        var bytes = ByteBuffer(capacity: Self.byteCount)
        append(to: &bytes)
        return Hex.encode(bytes.span)
    }

    public func append(to buffer: inout ByteBuffer) {
        for word in [tag.high, tag.low, UInt64(bitPattern: before)] {
            buffer.append(bigEndian: word, byteCount: 8)
        }
    }

    /// The entry of the set in memory.
    public func entry(until expiry: WallTime?) -> RevocationEntry {
        RevocationEntry(
            tag, expiry: expiry,
            before: before == .max ? nil : WallTime(secondsSince1970: before))
    }
}

/// A revocation as it is stored.
public struct StoredRevocation: Hashable, Sendable {
    public let id: RevocationID
    public let revocation: Revocation

    public init(id: RevocationID, _ revocation: Revocation) {
        self.id = id
        self.revocation = revocation
    }
}

/// Where revocations are kept, so that what was acknowledged is refused after any crash. One object for each
/// event loop, used on it alone; with timeouts as `SessionStore` has them.
public protocol RevocationStore: AnyObject {
    /// Stores durably. Of one that is there the later expiry stays, with the reason it was given.
    /// - Returns: those that say more than what was there.
    func add(
        _ revocations: [StoredRevocation], timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> [RevocationID]

    /// Takes revocations back, durably.
    /// - Returns: how many there were.
    func remove(
        _ ids: [RevocationID], timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> Int

    /// Revocations in the order of their IDs, expired ones included.
    /// - Parameter limit: on this page at most.
    /// - Returns: the page, and what the next one comes after; nil where there is none.
    func revocations(
        after: RevocationID?, limit: Int, timeoutNanoseconds: UInt64
    ) async throws(StoreFault) -> RevocationPage
}

/// One page of revocations.
public struct RevocationPage: Sendable {
    public let revocations: [StoredRevocation]
    public let next: RevocationID?

    public init(_ revocations: [StoredRevocation], next: RevocationID?) {
        self.revocations = revocations
        self.next = next
    }
}
