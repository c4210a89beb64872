import Identity
import Synchronization

/// How often sessions have ended, counted by a few bits of their IDs: a worker that finds its count unchanged
/// knows that a session it has looked up is there still, and need not read the map. One thread writes and the
/// loops read, without a lock.
///
/// An ending is counted when it is committed and before it is answered. So whoever reads the count and then the
/// map has either the old count, which will change, or a map without the session.
final class EndingCounts: Sendable {
    /// So many that an ending has few others looked up anew, so few that they stay in a core's cache.
    private static let bucketCount = 4_096

    private let counts = InlineArray<4_096, Atomic<UInt32>> { _ in Atomic(0) }

    /// After the commit.
    func count(_ id: SessionID) {
        counts[Self.bucket(of: id)].wrappingAdd(1, ordering: .releasing)
    }

    /// Before the look-up.
    func value(near id: SessionID) -> UInt32 {
        counts[Self.bucket(of: id)].load(ordering: .acquiring)
    }

    /// IDs are digests: any of their bits are spread evenly.
    private static func bucket(of id: SessionID) -> Int {
        let bytes = id.bytes
        return (Int(bytes[30]) << 8 | Int(bytes[31])) & (bucketCount - 1)
    }
}
