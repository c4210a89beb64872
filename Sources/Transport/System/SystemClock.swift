public import Codecs
import Glibc

/// The only place that asks the system what time it is; everything else is told.
public enum SystemClock {
    /// Monotonic, not counting suspension; a vDSO call, no system call.
    @inline(__always)
    public static func now() -> Instant {
        let time = read(CLOCK_MONOTONIC)
        return Instant(
            nanoseconds: UInt64(bitPattern: Int64(time.tv_sec)) &* 1_000_000_000
                &+ UInt64(bitPattern: Int64(time.tv_nsec)))
    }

    /// The wall clock in whole seconds.
    @inline(__always)
    public static func wallTime() -> WallTime {
        WallTime(secondsSince1970: Int64(read(CLOCK_REALTIME_COARSE).tv_sec))
    }

    /// The wall clock in microseconds since 1970, for log lines.
    public static func wallMicroseconds() -> Int64 {
        let time = read(CLOCK_REALTIME)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    @inline(__always)
    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time
    }
}
