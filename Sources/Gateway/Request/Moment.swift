import Codecs

/// The time of a request on the two clocks it is judged by.
struct Moment: Sendable {
    /// Tokens follow the wall clock.
    let wall: WallTime
    /// Sessions follow the one that no step of the system's clock moves (X20).
    let session: WallTime
}
