public import Codecs

/// How long sessions live. Use is not written down each time, and what is noted is written a moment later, both
/// within the write interval; a session is held to be idle only an interval later than it may be. So it ends
/// never early, not for another worker nor after a crash either, and late by at most the interval.
public struct SessionLifetimes: Hashable, Sendable {
    /// Seconds without a request after which a session ends.
    public let idle: Int64
    /// Seconds after its login at which it ends whatever happens.
    public let absolute: Int64
    /// Seconds after which a refresh secret that nobody redeemed ends; nil: sessions have none. Where they
    /// have one, `idle` is the whole life of a session, and the next begins with a new secret.
    public let refresh: Int64?
    /// Seconds in which a spent refresh secret still gets what it was redeemed for: of requests that were
    /// under way together, only one redeems it.
    public let grace: Int64
    /// The same for the refresh tokens of access tokens.
    public let tokenGrace: Int64
    /// Seconds: a minute, or a tenth of short idle times; at least one.
    public let writeInterval: Int64
    /// Seconds for which stores may gather notes before they write them.
    public static let gatheringTime: Int64 = 2

    /// - Precondition: all are positive.
    public init(
        idle: Int64, absolute: Int64, refresh: Int64? = nil, grace: Int64 = 30,
        tokenGrace: Int64 = 30
    ) {
        precondition(
            idle > 0 && absolute > 0 && refresh ?? 1 > 0 && grace > 0 && tokenGrace > 0)
        self.idle = idle
        self.absolute = absolute
        self.refresh = refresh
        self.grace = grace
        self.tokenGrace = tokenGrace
        writeInterval = max(1, min(60, idle / 10))
    }

    /// When a record that is not used again ends.
    public func expiry(of index: SessionIndex) -> WallTime {
        switch index.kind {
        case .session: expiry(lastSeen: index.lastSeen, until: index.absoluteExpiry)
        // Of access tokens it lives from the login on, used or not.
        case .refresh where index.grant != .session: index.absoluteExpiry
        case .refresh:
            min(index.lastSeen.advanced(bySeconds: refresh ?? absolute), index.absoluteExpiry)
        // As long as its family may live, so that it is known whenever it comes.
        case .spent: index.absoluteExpiry
        }
    }

    /// The same of a session's two times alone.
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

    /// Makes `index` that of a session which a refresh secret renews: its end is fixed, so that noting its
    /// use would move nothing and is never due.
    public func fix(_ index: inout SessionIndex) {
        let end = min(index.created.advanced(bySeconds: idle), index.absoluteExpiry)
        index.absoluteExpiry = end
        index.lastSeen = end
    }

    /// Until when a refresh secret is not redeemed but gets what was given out with it, and one that was
    /// redeemed still gets the answer it got: so requests that were under way together all get the same, in
    /// whatever order they arrive. Never sooner than promised, and less than a second later: times are whole
    /// seconds, and the one it began in may have been nearly over.
    public func graceEnd(of index: SessionIndex) -> WallTime {
        index.lastSeen.advanced(bySeconds: 1 + (index.grant == .session ? grace : tokenGrace))
    }

    /// The end that no use moves of a session made at `created`.
    public func absoluteExpiry(ofCreated created: WallTime) -> WallTime {
        created.advanced(bySeconds: absolute)
    }
}
