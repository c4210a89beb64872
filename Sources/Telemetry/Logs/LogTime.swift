public import Codecs

/// A moment as logs show it, to the millisecond.
public struct LogTime: Hashable, Sendable {
    public let second: WallTime
    /// 0 to 999.
    public let millisecond: Int

    public init(second: WallTime, millisecond: Int) {
        precondition(0...999 ~= millisecond)
        self.second = second
        self.millisecond = millisecond
    }

    /// Appends `2026-08-27T12:00:00.042Z` (RFC 3339 §5.6).
    func append(to text: inout ByteBuffer) {
        text.append(timestamp: second)
        appendFraction(to: &text)
    }

    /// Appends `.042Z`.
    func appendFraction(to text: inout ByteBuffer) {
        text.append(UInt8(ascii: "."))
        text.append(0x30 + UInt8(truncatingIfNeeded: millisecond / 100))
        text.append(0x30 + UInt8(truncatingIfNeeded: millisecond / 10 % 10))
        text.append(0x30 + UInt8(truncatingIfNeeded: millisecond % 10))
        text.append(UInt8(ascii: "Z"))
    }
}
