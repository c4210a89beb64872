internal import Codecs

/// The buckets of every histogram: 16 µs, and twice as much from one to the next, up to 67 s, so that a
/// duration finds its own by counting leading zeros.
enum DurationBuckets {
    /// With an upper bound; one more takes what is longer.
    static let boundedCount = 23
    static let count = boundedCount + 1

    /// The bucket with the least bound that is not below the duration.
    @inline(__always)
    static func index(ofNanoseconds nanoseconds: UInt64) -> Int {
        let microseconds = nanoseconds / 1_000 + (nanoseconds % 1_000 == 0 ? 0 : 1)
        let index = 64 - ((max(microseconds, 1) - 1) >> 4).leadingZeroBitCount
        return min(index, boundedCount)
    }

    static func boundMicroseconds(of index: Int) -> Int { 16 << index }

    /// Appends the bound in seconds: `0.000016`.
    static func appendBound(of index: Int, to text: inout ByteBuffer) {
        text.append(seconds: UInt64(boundMicroseconds(of: index)) * 1_000)
    }
}

extension ByteBuffer {
    /// Nanoseconds as seconds with just the digits needed: `0.25`, `3`.
    mutating func append(seconds nanoseconds: UInt64) {
        append(decimal: Int(nanoseconds / 1_000_000_000))
        var fraction = Int(nanoseconds % 1_000_000_000)
        guard fraction > 0 else { return }
        append(UInt8(ascii: "."))
        var unit = 100_000_000
        while fraction > 0 {
            append(0x30 + UInt8(fraction / unit))
            fraction %= unit
            unit /= 10
        }
    }
}
