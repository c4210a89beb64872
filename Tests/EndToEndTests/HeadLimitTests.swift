import TestKit
import Testing

@Suite("Limits of a request's head", .publicStage)
struct HeadLimitTests {
    /// A request whose line has exactly `count` bytes before its CRLF.
    static func line(of count: Int) -> String {
        let rest = "GET /?%M HTTP/1.1".count - "%M".count + Marker().text.count
        let padding = String(repeating: "a", count: count - rest)
        return "GET /\(padding)?%M HTTP/1.1\r\nHost: app.test\r\n\r\n"
    }

    /// A request with `count` field lines, Host among them.
    static func fields(_ count: Int) -> String {
        "GET /l?%M HTTP/1.1\r\nHost: app.test\r\n"
            + (1..<count).map { "A\($0): b\r\n" }.joined() + "\r\n"
    }

    /// A request with one field line of exactly `count` bytes before its CRLF.
    static func field(of count: Int) -> String {
        "GET /l?%M HTTP/1.1\r\nHost: app.test\r\nA: \(String(repeating: "b", count: count - 3))\r\n\r\n"
    }

    /// A request whose head has about `count` bytes, in `name` fields of 4,000.
    static func head(of count: Int, in name: String) -> String {
        let lines = count / 4_000
        let value = String(repeating: "b", count: 4_000 - name.count - 4)
        return "GET /l?%M HTTP/1.1\r\nHost: app.test\r\n"
            + String(repeating: "\(name): \(value)\r\n", count: lines) + "\r\n"
    }

    static let passing = [
        RawRow("a request line of 8,190", line(of: 8_190), 200),
        RawRow("100 field lines", fields(100), 200),
        RawRow("a field of 16,380", field(of: 16_380), 200),
        RawRow("a head of 28,000", head(of: 28_000, in: "A"), 200),
    ]

    @Test("Q8 passes what is at the limit", arguments: passing)
    func passes(row: RawRow) throws {
        try Stage.required().expectForwarded(row)
    }

    static let failing = [
        RawRow("a request line of 8,193", line(of: 8_193), 414),
        RawRow("101 field lines", fields(101), 431),
        RawRow("a field of 16,385", field(of: 16_385), 431),
        RawRow("a head of 36,000", head(of: 36_000, in: "A"), 431),
        RawRow("T88 a head of 36,000 in cookies", head(of: 36_000, in: "Cookie"), 431),
        RawRow("T88 a head of 36,000 in dropped fields", head(of: 36_000, in: "X_a"), 431),
        RawRow(
            "T88 a head of 36,000 in forwarding fields", head(of: 36_000, in: "X-Forwarded-For"),
            431),
        RawRow(
            "T88 a head of 36,000 in hop-by-hop fields", head(of: 36_000, in: "Keep-Alive"), 431),
        RawRow(
            "T88 101 lines that are dropped",
            String(fields(101).replacing("\r\nA", with: "\r\nA_")), 431),
    ]

    @Test("Q8 T88 refuses what is above, kept or not", arguments: failing)
    func refuses(row: RawRow) throws {
        try Stage.required().expectRefusal(row)
    }

    static let incomplete = [
        RawRow("a request line without end", "GET /" + String(repeating: "a", count: 9_000), 414),
        RawRow("a method without end", String(repeating: "A", count: 9_000), 400, 414, 501),
        RawRow(
            "a field without end",
            "GET / HTTP/1.1\r\nHost: app.test\r\nA: " + String(repeating: "b", count: 17_000), 431),
        RawRow(
            "a name without end",
            "GET / HTTP/1.1\r\nHost: app.test\r\n" + String(repeating: "b", count: 17_000), 400, 431
        ),
        RawRow(
            "a head without end",
            "GET / HTTP/1.1\r\nHost: app.test\r\n"
                + String(repeating: "A: " + String(repeating: "b", count: 8_000) + "\r\n", count: 5),
            431),
    ]

    @Test("Q8 cuts an incomplete head as soon as it passes the limit", arguments: incomplete)
    func cuts(row: RawRow) throws {
        try Stage.required().expectRefusal(row)
    }

    @Test("Q8 empty lines without end are no way round it")
    func emptyLines() throws {
        let client = try Stage.required().gateway.connect()
        try client.sendWhileOpen(String(repeating: "\r\n", count: 40_000))
        let received = try client.receiveUntilClose()
        #expect(
            received.bytes.isEmpty || String(decoding: received.bytes, as: UTF8.self).contains(" 4")
        )
    }
}
