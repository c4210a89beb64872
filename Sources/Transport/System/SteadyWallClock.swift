public import Codecs

/// The wall clock as it was at the start, and monotonic time since: what sessions follow, so that a step of
/// the system's clock neither ends them all nor lets them live on. Steps are followed at the next start.
public struct SteadyWallClock: Sendable {
    private let startWall: WallTime
    private let start: Instant

    /// Begins now.
    public init() { self.init(startingAt: SystemClock.wallTime(), SystemClock.now()) }

    public init(startingAt wall: WallTime, _ instant: Instant) {
        startWall = wall
        start = instant
    }

    public func now() -> WallTime { time(at: SystemClock.now()) }

    /// What of the second that `time` says has passed at that point, in nanoseconds.
    public func nanoseconds(at instant: Instant) -> UInt32 {
        UInt32(instant.nanoseconds(since: start) % 1_000_000_000)
    }

    /// The time at a point of the monotonic clock.
    public func time(at instant: Instant) -> WallTime {
        let seconds = instant.nanoseconds(since: start) / 1_000_000_000
        return startWall.advanced(bySeconds: Int64(seconds))
    }
}
