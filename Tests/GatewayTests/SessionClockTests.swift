import Codecs
import Testing
import Transport

@testable import Gateway

@Suite("X20 Session time")
struct SessionClockTests {
    private static let start = Instant(nanoseconds: 5_000_000_000)
    private static let wall = WallTime(secondsSince1970: 1_800_000_000)
    private let clock = SessionClock(startingAt: start, wall: wall)

    @Test("it is the wall clock's at the start, and whole seconds of monotonic time since")
    func monotonic() {
        for (nanoseconds, seconds) in [
            (0, 0), (999_999_999, 0), (1_000_000_000, 1), (86_400_000_000_000, 86_400),
        ] as [(UInt64, Int64)] {
            let time = clock.time(at: Self.start.advanced(byNanoseconds: nanoseconds))
            #expect(time.secondsSince1970 == Self.wall.secondsSince1970 + seconds)
        }
    }

    @Test("a moment before the start, which another thread may have taken, is the start")
    func before() {
        #expect(clock.time(at: Instant(nanoseconds: 0)) == Self.wall)
    }

    /// A step of the wall clock changes nothing, because it is not asked: two clocks begun at the same
    /// instant under wall clocks a year apart stay a year apart, and the next start follows.
    @Test("a step of the wall clock is followed at the next start, not before", arguments: [-1, 1])
    func steps(direction: Int64) {
        let year: Int64 = 31_536_000 * direction
        let hour: UInt64 = 3_600_000_000_000
        let later = Self.start.advanced(byNanoseconds: hour)
        let stepped = WallTime(secondsSince1970: Self.wall.secondsSince1970 + 3_600 + year)
        #expect(clock.time(at: later).secondsSince1970 == Self.wall.secondsSince1970 + 3_600)
        let next = SessionClock(startingAt: later, wall: stepped)
        #expect(next.time(at: later) == stepped)
    }
}
