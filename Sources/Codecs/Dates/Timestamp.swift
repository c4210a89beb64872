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

extension WallTime {
    /// Reads `2026-08-27T12:00:00Z` or with an offset, `…+02:00` (RFC 3339 §5.6); a fraction of a second is
    /// dropped.
    /// - Returns: nil for anything else, and outside the years 1 to 9999.
    public init?(timestamp text: Span<UInt8>) {
        var reader = TimestampReader(text)
        guard let year = reader.number(digits: 4, then: "-"),
            let month = reader.number(digits: 2, then: "-"),
            let day = reader.number(digits: 2, then: "Tt "),
            let hour = reader.number(digits: 2, then: ":"),
            let minute = reader.number(digits: 2, then: ":"),
            let second = reader.number(digits: 2, then: "")
        else { return nil }
        reader.skipFraction()
        var civil = CivilTime(year: year, month: month, day: day)
        civil.hour = hour
        civil.minute = minute
        civil.second = second
        guard let time = civil.wallTime, let offset = reader.offsetSeconds() else { return nil }
        self = time.advanced(bySeconds: Int64(-offset))
    }
}

/// Reads a timestamp's parts in turn; each answers nil where something else stands.
private struct TimestampReader: ~Escapable {
    private let text: Span<UInt8>
    private var offset = 0

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) { self.text = text }

    /// A number of so many digits, with one of the characters behind it if there are any.
    mutating func number(digits: Int, then separators: StaticString) -> Int? {
        guard text.count - offset >= digits else { return nil }
        var number = 0
        for index in offset..<offset + digits {
            guard 0x30...0x39 ~= text[index] else { return nil }
            number = number * 10 + Int(text[index] - 0x30)
        }
        offset += digits
        let separators = separators.span
        guard !separators.isEmpty else { return number }
        guard let byte = next, separators.indices.contains(where: { separators[$0] == byte }) else {
            return nil
        }
        offset += 1
        return number
    }

    mutating func skipFraction() {
        guard next == UInt8(ascii: "."), text.count > offset + 1,
            0x30...0x39 ~= text[offset + 1]
        else { return }
        offset += 1
        while let byte = next, 0x30...0x39 ~= byte { offset += 1 }
    }

    /// How far the local time is ahead; nothing may follow.
    mutating func offsetSeconds() -> Int? {
        guard let sign = next else { return nil }
        offset += 1
        switch sign {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return offset == text.count ? 0 : nil
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard let hours = number(digits: 2, then: ":"), hours < 24,
                let minutes = number(digits: 2, then: ""), minutes < 60, offset == text.count
            else { return nil }
            let seconds = hours * 3_600 + minutes * 60
            return sign == UInt8(ascii: "-") ? -seconds : seconds
        default: return nil
        }
    }

    private var next: UInt8? { offset < text.count ? text[offset] : nil }
}
