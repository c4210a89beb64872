import Codecs

/// Time as sessions live by it: the wall clock at the start of the process and monotonic time since,
/// so that a step of the clock neither ends all sessions nor prolongs them; the next start follows the
/// clock (X20).
struct SessionClock: Sendable {
    private let start: Instant
    private let wallAtStart: WallTime

    init(startingAt start: Instant, wall: WallTime) {
        self.start = start
        wallAtStart = wall
    }

    func time(at now: Instant) -> WallTime {
        let seconds = Int64(now.nanoseconds(since: start) / 1_000_000_000)
        return WallTime(secondsSince1970: wallAtStart.secondsSince1970 + seconds)
    }
}

/// The time of a request on the two clocks it is judged by.
struct Moment: Sendable {
    /// Tokens follow the wall clock.
    let wall: WallTime
    let session: WallTime
}
