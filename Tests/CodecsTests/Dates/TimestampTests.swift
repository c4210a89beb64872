import Codecs
import Testing

@Suite("RFC 3339 timestamps, read")
struct TimestampReadingTests {
    @Test(
        "one form, with an offset or without",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-08-27T12:00:00Z", 1_787_832_000),
            ("2026-08-27t12:00:00z", 1_787_832_000), ("2026-08-27 12:00:00Z", 1_787_832_000),
            ("2026-08-27T12:00:00.999Z", 1_787_832_000),
            ("2026-08-27T14:00:00+02:00", 1_787_832_000),
            ("2026-08-27T10:30:00-01:30", 1_787_832_000), ("2026-08-27T12:00:00", nil),
            ("2026-08-27", nil), ("2026-02-30T00:00:00Z", nil), ("2026-08-27T24:00:00Z", nil),
            ("2026-08-27T12:00:60Z", nil), ("2026-08-27T12:00:00Zx", nil),
            ("2026-08-27T12:00:00.Z", nil), ("2026-08-27T12:00:00+0200", nil),
            ("2026-08-27T12:00:00+24:00", nil), ("26-08-27T12:00:00Z", nil), ("", nil),
        ] as [(String, Int64?)])
    func reading(text: String, seconds: Int64?) {
        let bytes = Array(text.utf8)
        #expect(WallTime(timestamp: bytes.span)?.secondsSince1970 == seconds)
    }
}
