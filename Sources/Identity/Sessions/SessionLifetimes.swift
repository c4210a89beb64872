public import Codecs

/// How long sessions live. What was last seen is written at most once each write interval, so a session is
/// held to be idle only an interval later than it may be: never early, late by at most the interval.
public struct SessionLifetimes: Hashable, Sendable {
    /// Seconds without a request after which a session ends.
    public let idle: Int64
    /// Seconds after its login at which it ends whatever happens.
    public let absolute: Int64
    /// Seconds: a minute, or a tenth of short idle times; at least one.
    public let writeInterval: Int64

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

    /// Whether a request at `now` is worth writing down.
    public func isTouchDue(lastSeen: WallTime, at now: WallTime) -> Bool {
        now >= lastSeen.advanced(bySeconds: writeInterval)
    }

    /// The end that no use moves of a session made at `created`.
    public func absoluteExpiry(ofCreated created: WallTime) -> WallTime {
        created.advanced(bySeconds: absolute)
    }
}
