/// A second of the Gregorian calendar in UTC. The calendar repeats every 400 years of 146,097 days; it
/// is counted from 1 March, so that the leap day is a year's last.
struct CivilTime: Equatable {
    var year: Int
    /// 1 to 12.
    var month: Int
    /// 1 to 31.
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(_ time: WallTime) {
        let seconds = Int(time.secondsSince1970)
        let days = seconds.quotientRoundedDown(by: 86_400)
        let secondOfDay = seconds - days * 86_400
        let shifted = days + 719_468  // from 0000-03-01
        let era = shifted.quotientRoundedDown(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
    }

    /// nil where a field is out of its range: 30 February, hour 24, or a leap second, which no clock
    /// here counts.
    var wallTime: WallTime? {
        guard 1...9_999 ~= year, 1...12 ~= month, 1...dayCount ~= day, 0...23 ~= hour,
            0...59 ~= minute, 0...59 ~= second
        else { return nil }
        let secondOfDay = hour * 3_600 + minute * 60 + second
        return WallTime(secondsSince1970: Int64(daysSince1970 * 86_400 + secondOfDay))
    }

    /// 0 for Sunday.
    var weekday: Int {
        let days = daysSince1970 + 4  // 1970-01-01 was a Thursday
        return days - days.quotientRoundedDown(by: 7) * 7
    }

    private var daysSince1970: Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let era = yearFromMarch.quotientRoundedDown(by: 400)
        let yearOfEra = yearFromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private var dayCount: Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int {
    fileprivate func quotientRoundedDown(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
    }
}

extension ByteBuffer {
    /// Two decimal digits of a number below 100.
    @inline(__always)
    mutating func append(twoDigits number: Int) {
        assert(0..<100 ~= number)
        append(0x30 + UInt8(truncatingIfNeeded: number / 10))
        append(0x30 + UInt8(truncatingIfNeeded: number % 10))
    }

    @inline(__always)
    mutating func append(fourDigits number: Int) {
        append(twoDigits: number / 100)
        append(twoDigits: number % 100)
    }
}
