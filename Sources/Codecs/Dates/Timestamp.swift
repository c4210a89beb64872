extension ByteBuffer {
    /// `2026-08-27T12:00:00` (RFC 3339 §5.6, in UTC and without the `Z`, so that a fraction may
    /// follow). Times outside the years 1 to 9999 are written as the nearest inside.
    public mutating func append(timestamp time: WallTime) {
        let civil = CivilTime(min(max(time, .earliest), .latest))
        append(fourDigits: civil.year)
        append(UInt8(ascii: "-"))
        append(twoDigits: civil.month)
        append(UInt8(ascii: "-"))
        append(twoDigits: civil.day)
        append(UInt8(ascii: "T"))
        append(twoDigits: civil.hour)
        append(UInt8(ascii: ":"))
        append(twoDigits: civil.minute)
        append(UInt8(ascii: ":"))
        append(twoDigits: civil.second)
    }
}
