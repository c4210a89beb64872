/// Dates as HTTP writes them (RFC 9110 §5.6.7): one form written, three read.
public enum HTTPDate {
    /// Appends the IMF-fixdate form, 29 bytes: `Sun, 06 Nov 1994 08:49:37 GMT`. Times outside the
    /// years 1 to 9999 are written as the nearest inside.
    public static func append(_ time: WallTime, to buffer: inout ByteBuffer) {
        let civil = CivilTime(min(max(time, .earliest), .latest))
        buffer.append(name(civil.weekday, in: weekdays))
        buffer.append(", ")
        buffer.append(twoDigits: civil.day)
        buffer.append(UInt8(ascii: " "))
        buffer.append(name(civil.month - 1, in: months))
        buffer.append(UInt8(ascii: " "))
        buffer.append(fourDigits: civil.year)
        buffer.append(UInt8(ascii: " "))
        buffer.append(twoDigits: civil.hour)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: civil.minute)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: civil.second)
        buffer.append(" GMT")
    }

    /// Reads IMF-fixdate, RFC 850 and asctime dates; nil for anything else, a wrong day of the week
    /// included. `now` decides the century of RFC 850's two-digit years: never more than 50 years
    /// ahead.
    public static func parse(_ text: Span<UInt8>, at now: WallTime) -> WallTime? {
        var reader = DateReader(text)
        guard let weekday = reader.name(in: weekdays) else { return nil }
        let civil: CivilTime? =
            switch reader.nextByte {
            case UInt8(ascii: ","): reader.fixdate()
            case UInt8(ascii: " "): reader.asctime()
            default: reader.rfc850(weekday: weekday, at: now)
            }
        guard let civil, let time = civil.wallTime, civil.weekday == weekday, reader.isAtEnd else {
            return nil
        }
        return time
    }

    private static var weekdays: StaticString { "SunMonTueWedThuFriSat" }
    fileprivate static var months: StaticString { "JanFebMarAprMayJunJulAugSepOctNovDec" }

    /// Three letters a name.
    @_lifetime(immortal)
    fileprivate static func name(_ index: Int, in names: StaticString) -> Span<UInt8> {
        names.span.extracting(index * 3..<index * 3 + 3)
    }
}

/// Reads a date's parts in turn; each answers nil where something else stands.
private struct DateReader: ~Escapable {
    private let text: Span<UInt8>
    private var offset = 0

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) { self.text = text }

    var isAtEnd: Bool { offset == text.count }
    var nextByte: UInt8? { offset < text.count ? text[offset] : nil }

    /// `, 06 Nov 1994 08:49:37 GMT`
    mutating func fixdate() -> CivilTime? {
        guard skip(", "), let day = digits(2), skip(" "), let month = month(), skip(" "),
            let year = digits(4), skip(" ")
        else { return nil }
        return time(on: CivilTime(year: year, month: month, day: day), before: " GMT")
    }

    /// ` Nov  6 08:49:37 1994`
    mutating func asctime() -> CivilTime? {
        guard skip(" "), let month = month(), skip(" ") else { return nil }
        let dayDigits = skip(" ") ? 1 : 2
        guard let day = digits(dayDigits), skip(" "),
            var civil = time(on: CivilTime(year: 0, month: month, day: day), before: " "),
            let year = digits(4)
        else { return nil }
        civil.year = year
        return civil
    }

    /// `day, 06-Nov-94 08:49:37 GMT`, the start of the day's name being read.
    mutating func rfc850(weekday: Int, at now: WallTime) -> CivilTime? {
        let endings: [StaticString] = ["day", "day", "sday", "nesday", "rsday", "day", "urday"]
        guard skip(endings[weekday]), skip(", "), let day = digits(2), skip("-"),
            let month = month(), skip("-"), let twoDigits = digits(2), skip(" ")
        else { return nil }
        let thisYear = CivilTime(min(max(now, .earliest), .latest)).year
        var year = thisYear - thisYear % 100 + twoDigits
        if year > thisYear + 50 { year -= 100 }
        if year <= thisYear - 50 { year += 100 }
        return time(on: CivilTime(year: year, month: month, day: day), before: " GMT")
    }

    private mutating func time(on day: CivilTime, before ending: StaticString) -> CivilTime? {
        guard let hour = digits(2), skip(":"), let minute = digits(2), skip(":"),
            let second = digits(2), skip(ending)
        else { return nil }
        var civil = day
        civil.hour = hour
        civil.minute = minute
        civil.second = second
        return civil
    }

    private mutating func month() -> Int? { name(in: HTTPDate.months).map { $0 + 1 } }

    /// The index of the three-letter name that stands here.
    mutating func name(in names: StaticString) -> Int? {
        for index in 0..<names.utf8CodeUnitCount / 3
        where skip(HTTPDate.name(index, in: names)) {
            return index
        }
        return nil
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard offset + count <= text.count else { return nil }
        var number = 0
        for index in offset..<offset + count {
            let digit = text[index] &- 0x30
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        offset += count
        return number
    }

    private mutating func skip(_ expected: StaticString) -> Bool { skip(expected.span) }

    private mutating func skip(_ expected: Span<UInt8>) -> Bool {
        guard offset + expected.count <= text.count else { return false }
        for index in expected.indices where text[offset + index] != expected[index] {
            return false
        }
        offset += expected.count
        return true
    }
}
