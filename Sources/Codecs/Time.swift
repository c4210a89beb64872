/// Points in time arrive as parameters: only Transport asks the system for them. Two kinds that are
/// never mixed: timeouts run on the monotonic clock, tokens follow the wall clock.

/// A point on the monotonic clock, for timeouts and deadlines. Not affected by steps of the clock.
public struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since an arbitrary start.
    public let nanoseconds: UInt64

    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Saturates: a deadline never wraps around.
    public func advanced(byNanoseconds delay: UInt64) -> Instant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(delay)
        return Instant(nanoseconds: overflow ? .max : sum)
    }

    /// Nanoseconds from `earlier` to this instant, 0 where it is not earlier.
    public func nanoseconds(since earlier: Instant) -> UInt64 {
        self > earlier ? nanoseconds - earlier.nanoseconds : 0
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

/// A point on the wall clock, in whole seconds since 1970-01-01T00:00:00Z (NumericDate, RFC 7519 §2).
public struct WallTime: Comparable, Hashable, Sendable {
    public let secondsSince1970: Int64

    public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

    /// Saturates: an end far away stays far away.
    public func advanced(bySeconds seconds: Int64) -> WallTime {
        let (sum, overflow) = secondsSince1970.addingReportingOverflow(seconds)
        return WallTime(secondsSince1970: overflow ? (seconds < 0 ? .min : .max) : sum)
    }

    public static func < (left: WallTime, right: WallTime) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }
}

extension Duration {
    /// Whole nanoseconds, 0 for negative durations, saturating.
    public var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (scaled, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = scaled.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
        return overflow || carry ? .max : sum
    }
}
