public import Codecs

/// How long sessions live. Use is not written down each time, and what is noted is written a moment later, both
/// within the write interval; a session is held to be idle only an interval later than it may be. So it ends
/// never early, not for another worker nor after a crash either, and late by at most the interval.
public struct SessionLifetimes: Hashable, Sendable {
    /// Seconds without a request after which a session ends.
    public let idle: Int64
    /// Seconds after its login at which it ends whatever happens.
    public let absolute: Int64
    /// Seconds: a minute, or a tenth of short idle times; at least one.
    public let writeInterval: Int64
    /// Seconds for which stores may gather notes before they write them.
    public static let gatheringTime: Int64 = 2

    /// - Precondition: both are positive.
    public init(idle: Int64, absolute: Int64) {
        precondition(idle > 0 && absolute > 0)
        self.idle = idle
        self.absolute = absolute
        writeInterval = max(1, min(60, idle / 10))
    }

    /// When a session that is not seen again ends.
    public func expiry(of index: SessionIndex) -> WallTime {
        expiry(lastSeen: index.lastSeen, until: index.absoluteExpiry)
    }

    /// The same of its two times alone.
    public func expiry(lastSeen: WallTime, until absoluteExpiry: WallTime) -> WallTime {
        min(lastSeen.advanced(bySeconds: idle + writeInterval), absoluteExpiry)
    }

    public func isAlive(_ index: SessionIndex, at now: WallTime) -> Bool {
        now < expiry(of: index)
    }

    /// Whether a request at `now` is to be noted, so that it is written when the interval is over.
    public func isTouchDue(lastSeen: WallTime, at now: WallTime) -> Bool {
        now >= lastSeen.advanced(bySeconds: max(1, writeInterval - Self.gatheringTime))
    }

    /// The end that no use moves of a session made at `created`.
    public func absoluteExpiry(ofCreated created: WallTime) -> WallTime {
        created.advanced(bySeconds: absolute)
    }
}
