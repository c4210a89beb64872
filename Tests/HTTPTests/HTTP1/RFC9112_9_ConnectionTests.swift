import HTTP
import Testing

@Suite("RFC 9112 §9 Connection, RFC 9110 §10.1.1 Expect")
struct ConnectionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let version: String
        let lines: String
        let options: ConnectionOptions
        let isPersistent: Bool

        init(
            _ version: String, _ lines: String, _ options: ConnectionOptions, stays: Bool
        ) {
            self.version = version
            self.lines = lines
            self.options = options
            isPersistent = stays
        }

        var testDescription: String { "HTTP/\(version) \(lines)" }
    }

    static let rows: [Row] = [
        Row("1.1", "X: y", [], stays: true),
        Row("1.1", "Connection:", [], stays: true),
        Row("1.1", "Connection: close", .close, stays: false),
        Row("1.1", "Connection: CLOSE", .close, stays: false),
        Row("1.1", "Connection: keep-alive", .keepAlive, stays: true),
        Row("1.1", "Connection: keep-alive, close", [.keepAlive, .close], stays: false),
        Row(
            "1.1", "Connection: keep-alive\r\nConnection: close", [.keepAlive, .close], stays: false
        ),
        Row("1.1", "Connection: ,, close ,", .close, stays: false),
        Row("1.1", "Connection: closed", .namesFields, stays: true),
        Row("1.1", "Connection: \"close\"", .namesFields, stays: true),
        Row("1.1", "Connection: Upgrade", .upgrade, stays: true),
        Row("1.1", "Connection: keep-alive, X-User", [.keepAlive, .namesFields], stays: true),
        Row("1.0", "X: y", [], stays: false),
        Row("1.0", "Connection: keep-alive", .keepAlive, stays: true),
        Row("1.0", "Connection: Keep-Alive", .keepAlive, stays: true),
        Row("1.0", "Connection: keep-alive, close", [.keepAlive, .close], stays: false),
        Row("1.0", "Keep-Alive: 300", [], stays: false),
        Row("1.0", "Proxy-Connection: keep-alive", [], stays: false),
    ]

    @Test("Q13 a connection stays where both sides may want it", arguments: rows)
    func persistence(row: Row) {
        let head = "GET / HTTP/\(row.version)\r\nHost: h\r\n\(row.lines)\r\n\r\n"
        let request = parseRequest(head).request
        #expect(request?.connection == row.options)
        #expect(request?.isPersistent == row.isPersistent)
        let answer = "HTTP/\(row.version) 200 OK\r\nContent-Length: 0\r\n\(row.lines)\r\n\r\n"
        let response = parseResponse(answer).response
        #expect(response?.connection == row.options)
        #expect(response?.isPersistent == row.isPersistent)
    }

    static let expectations: [(String, String, HTTP.Expectation)] = [
        ("1.1", "Content-Length: 5\r\nExpect: 100-continue", .continue),
        ("1.1", "Transfer-Encoding: chunked\r\nExpect: 100-Continue", .continue),
        ("1.1", "Content-Length: 5\r\nExpect:", .none),
        ("1.1", "Content-Length: 5\r\nExpect: 100-continue, 100-continue", .continue),
        ("1.1", "Content-Length: 0\r\nExpect: 100-continue", .none),
        ("1.1", "Expect: 100-continue", .none),
        ("1.0", "Content-Length: 5\r\nExpect: 100-continue", .none),
        ("1.1", "Content-Length: 5\r\nExpect: 200-ok", .unsupported),
        ("1.1", "Expect: 100-continued", .unsupported),
        ("1.1", "Content-Length: 5\r\nExpect: 100-continue, x", .unsupported),
        ("1.1", "Content-Length: 5\r\nExpect: x\r\nExpect: 100-continue", .unsupported),
        ("1.1", "Content-Length: 5\r\nExpect: 100-continue;a=b", .unsupported),
    ]

    @Test("Q16 only 100-continue is understood", arguments: expectations)
    func expect(version: String, lines: String, expectation: HTTP.Expectation) {
        let head = "POST / HTTP/\(version)\r\nHost: h\r\n\(lines)\r\n\r\n"
        #expect(parseRequest(head).request?.expectation == expectation)
    }
}
