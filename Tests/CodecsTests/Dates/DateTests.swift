import Codecs
import Foundation
import Testing

@Suite("RFC 9110 §5.6.7 dates")
struct HTTPDateTests {
    static let now = WallTime(secondsSince1970: 1_800_000_000)  // in 2027

    @Test(
        "the three forms of one moment",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ])
    func forms(text: String) {
        #expect(parse(text) == 784_111_777)
    }

    @Test(
        "each day of the week in RFC 850's form",
        arguments: [
            ("Thursday, 01-Jan-70 00:00:00 GMT", 2070), ("Monday, 06-Nov-34 08:49:37 GMT", 2034),
            ("Tuesday, 07-Nov-95 00:00:00 GMT", 1995), ("Wednesday, 09-Nov-94 00:00:00 GMT", 1994),
            ("Thursday, 10-Nov-94 00:00:00 GMT", 1994), ("Friday, 11-Nov-94 00:00:00 GMT", 1994),
            ("Saturday, 12-Nov-94 00:00:00 GMT", 1994),
        ])
    func rfc850(text: String, year: Int) throws {
        // 1 January 2070 is a Wednesday: the century is decided first, then the day must agree.
        guard year != 2070 else {
            #expect(parse(text) == nil)
            #expect(parse(text.replacing("Thursday", with: "Wednesday")) == 3_155_760_000)
            return
        }
        let time = try #require(parse(text))
        #expect(1970 + Int(time) / 31_557_600 == year)
    }

    @Test("two-digit years lie at most 50 years ahead")
    func century() {
        #expect(year(of: "77") == 2077)
        #expect(year(of: "78") == 1978)
        #expect(year(of: "27") == 2027)
        #expect(year(of: "00") == 2000)
    }

    @Test(
        "refused",
        arguments: [
            "", "Sun", "Sun,", "Mon, 06 Nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 GMT ",
            " Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 94 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:60 GMT",
            "Wed, 30 Feb 1994 08:49:37 GMT", "Tue, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 +8:49:37 GMT",
            "Sun Nov 06 08:49:37 1994 GMT", "Sunday, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06-Nov-94 08:49:37 GMT",
            "Sat, 01 Jan 0000 00:00:00 GMT", "784111777",
        ])
    func refused(text: String) {
        #expect(parse(text) == nil)
    }

    @Test("what is written reads back, and another calendar agrees, over 8,000 years")
    func roundTrip() {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        for step in stride(
            from: Int64(-12_219_292_800), to: 253_402_300_800, by: 86_400 * 97 + 3_671)
        {
            let text = written(step)
            #expect(parse(text) == step)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: TimeInterval(step)))
            var stamp = ByteBuffer()
            stamp.append(timestamp: WallTime(secondsSince1970: step))
            let expected = String(
                format: "%04d-%02d-%02dT%02d:%02d:%02d", parts.year ?? 0, parts.month ?? 0,
                parts.day ?? 0, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
            #expect(textOf(stamp) == expected)
        }
    }

    @Test("leap days and the ends of the range")
    func edges() {
        #expect(written(951_782_400) == "Tue, 29 Feb 2000 00:00:00 GMT")
        #expect(parse("Thu, 29 Feb 2001 00:00:00 GMT") == nil)
        #expect(parse("Mon, 29 Feb 2100 00:00:00 GMT") == nil)
        #expect(written(.max) == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(written(.min) == "Mon, 01 Jan 0001 00:00:00 GMT")
    }

    private func parse(_ text: String) -> Int64? {
        HTTPDate.parse(Array(text.utf8).span, at: Self.now)?.secondsSince1970
    }

    private func written(_ seconds: Int64) -> String {
        var buffer = ByteBuffer()
        HTTPDate.append(WallTime(secondsSince1970: seconds), to: &buffer)
        return textOf(buffer)
    }

    /// The year that those two digits mean, found by trying each day of the week.
    private func year(of digits: String) -> Int? {
        for day in ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] {
            if let time = parse("\(day), 01-Jul-\(digits) 00:00:00 GMT") {
                return 1970 + Int(time) / 31_557_600
            }
        }
        return nil
    }
}
