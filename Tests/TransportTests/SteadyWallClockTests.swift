import Codecs
import Testing

@testable import Transport

@Suite("The clock that sessions follow")
struct SteadyWallClockTests {
    @Test("X20 it goes on from the start by monotonic time, in whole seconds, and never back")
    func steps() {
        let start = Instant(nanoseconds: 5_500_000_000)
        let clock = SteadyWallClock(startingAt: WallTime(secondsSince1970: 1_000), start)
        for (nanoseconds, seconds) in [
            (0, 1_000), (999_999_999, 1_000), (1_000_000_000, 1_001), (3_600_000_000_000, 4_600),
        ] as [(UInt64, Int64)] {
            #expect(
                clock.time(at: start.advanced(byNanoseconds: nanoseconds))
                    == WallTime(secondsSince1970: seconds))
        }
        #expect(
            clock.time(at: Instant(nanoseconds: 0)) == WallTime(secondsSince1970: 1_000))
    }
}
