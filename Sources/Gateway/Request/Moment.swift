import Codecs

/// The time of a request on the two clocks it is judged by.
struct Moment: Sendable {
    /// Tokens follow the wall clock.
    let wall: WallTime
    /// Sessions follow the one that no step of the system's clock moves (X20).
    let session: WallTime

    /// What revocations are held against: one is over when it is by both clocks, because what it revokes may
    /// still live by the one that is behind.
    var earlier: WallTime { min(wall, session) }
}
