import TestKit
import Testing

@Suite("RFC 9112 §2–§5 Request head", .publicStage)
struct RequestHeadTests {
    /// A request whose second field line is `line`, with its own line end, and what it may smuggle.
    static func with(_ line: String) -> String {
        alone(line) + smuggled
    }

    /// A request whose second field line is `line`, and nothing more.
    static func alone(_ line: String) -> String {
        "GET /h?%M HTTP/1.1\r\nHost: app.test\r\n\(line)\r\n"
    }

    static let badFields = [
        RawRow("T86 bare LF ends a line", with("A: b\nC: d\r\n"), 400),
        RawRow("T86 bare CR in a value", with("A: b\rC: d\r\n"), 400),
        RawRow("T86 bare CR before CRLF", with("A: b\r\r\n"), 400),
        RawRow(
            "T86 bare LF ends the head", "GET /h?%M HTTP/1.1\r\nHost: app.test\r\n\n" + smuggled,
            400),
        RawRow("bare LF ends the request line", "GET /h?%M HTTP/1.1\nHost: app.test\r\n\r\n", 400),
        RawRow("NUL in a value", with("A: b\0c\r\n"), 400),
        RawRow("NUL in a name", with("A\0: b\r\n"), 400),
        RawRow("T86 obs-fold", with("A: b\r\n c\r\n"), 400),
        RawRow("obs-fold with a tab", with("A: b\r\n\tc\r\n"), 400),
        RawRow("obs-fold of framing", with("Transfer-Encoding:\r\n chunked\r\n"), 400),
        RawRow("white space before the colon", with("A : b\r\n"), 400),
        RawRow("a tab before the colon", with("A\t: b\r\n"), 400),
        RawRow("framing with white space before the colon", with("Content-Length : 5\r\n"), 400),
        RawRow("T86 empty name", with(": b\r\n"), 400),
        RawRow("no colon", with("A\r\n"), 400),
        RawRow("a name that is no token", with("A(b): c\r\n"), 400),
        RawRow("a name in quotes", with("\"A\": c\r\n"), 400),
        RawRow("a name beyond ASCII", with("Ä: c\r\n"), 400),
        RawRow("a slash in a name", with("A/b: c\r\n"), 400),
        RawRow(
            "white space before the first field",
            "GET /h?%M HTTP/1.1\r\n Host: app.test\r\n\r\n" + smuggled, 400),
        RawRow(
            "a line of white space before the first field",
            "GET /h?%M HTTP/1.1\r\n \r\nHost: app.test\r\n\r\n", 400),
        RawRow("a control character in a value", with("A: b\u{1}c\r\n"), 400),
        RawRow("DEL in a value", with("A: b\u{7F}c\r\n"), 400),
        RawRow("ESC in a value", with("A: \u{1B}[31m\r\n"), 400),
        RawRow("a vertical tab in a value", with("A: b\u{B}c\r\n"), 400),
    ]

    @Test("Q6 T86 refuses field lines with two readings", arguments: badFields)
    func refusesFields(row: RawRow) throws {
        try Stage.required().expectRefusal(row)
    }

    static let goodFields = [
        RawRow("empty value", alone("A:\r\n"), 200),
        RawRow("no white space", alone("A:b\r\n"), 200),
        RawRow("tabs and spaces around", alone("A: \t b \t\r\n"), 200),
        RawRow("a tab inside", alone("A: b\tc\r\n"), 200),
        RawRow("a colon inside", alone("A: b:c\r\n"), 200),
        RawRow("every token character", alone("!#$%&'*+-.^`|~09AZaz: b\r\n"), 200),
        RawRow("obs-text", alone("A: ä\r\n"), 200),
    ]

    @Test("Q6 takes every legal field line", arguments: goodFields)
    func takesFields(row: RawRow) throws {
        try Stage.required().expectForwarded(row)
    }

    static let badLines = [
        RawRow("two spaces", "GET  /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow(
            "two spaces before the version", "GET /h?%M  HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("a space at the end", "GET /h?%M HTTP/1.1 \r\nHost: app.test\r\n\r\n", 400),
        RawRow("a space at the start", " GET /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("a tab", "GET\t/h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("a space in the target", "GET /h %M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("no target", "GET HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("HTTP/0.9", "GET /h?%M\r\n\r\n", 400),
        RawRow("HTTP/0.9 with fields", "GET /h?%M\r\nHost: app.test\r\n\r\n", 400),
        RawRow("HTTP/2.0", "GET /h?%M HTTP/2.0\r\nHost: app.test\r\n\r\n", 505),
        RawRow("HTTP/3.0", "GET /h?%M HTTP/3.0\r\nHost: app.test\r\n\r\n", 505),
        RawRow("HTTP/1.2", "GET /h?%M HTTP/1.2\r\nHost: app.test\r\n\r\n", 400, 505),
        RawRow("HTTP/1.10", "GET /h?%M HTTP/1.10\r\nHost: app.test\r\n\r\n", 400),
        RawRow("HTTP/01.1", "GET /h?%M HTTP/01.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("HTTP/1", "GET /h?%M HTTP/1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("lower-case name", "GET /h?%M http/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("another protocol", "GET /h?%M ICY/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("a method that is no token", "G(T /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("NUL in the method", "G\0T /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("NUL in the target", "GET /h\0?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("T35 raw UTF-8 in the target", "GET /ä?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("DEL in the target", "GET /\u{7F}?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("bare CR in the target", "GET /\rh?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("a TLS hello", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\r\n\r\n", 400),
        RawRow("an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 505),
        RawRow("T24 a fragment", "GET /h#x?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow(
            "T30 rootless", "GET http:http://internal/admin?%M HTTP/1.1\r\nHost: app.test\r\n\r\n",
            400),
        RawRow("T30 no slash", "GET h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("T30 a query only", "GET ?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow(
            "T30 another scheme", "GET ftp://app.test/h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow(
            "T30 RFC 9110 §7.4 https on a plain listener",
            "GET https://app.test/h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400, 421, closes: nil),
        RawRow("T30 no authority", "GET http:///h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow(
            "T30 an authority on GET", "GET app.test:80 HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow(
            "Q9 userinfo", "GET http://u:p@app.test/h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("Q10 * with GET", "GET * HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
        RawRow("Q10 * and more", "OPTIONS *?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 400),
    ]

    @Test("Q7 T30 refuses every other request line", arguments: badLines)
    func refusesLines(row: RawRow) throws {
        try Stage.required().expectRefusal(row)
    }

    static let badHosts = [
        RawRow("none", "GET /h?%M HTTP/1.1\r\n\r\n" + smuggled, 400),
        RawRow(
            "T14 two equal", "GET /h?%M HTTP/1.1\r\nHost: app.test\r\nHost: app.test\r\n\r\n", 400),
        RawRow(
            "T14 two different", "GET /h?%M HTTP/1.1\r\nHost: app.test\r\nHost: evil.test\r\n\r\n",
            400),
        RawRow(
            "T14 two in HTTP/1.0",
            "GET /h?%M HTTP/1.0\r\nHost: app.test\r\nHost: evil.test\r\n\r\n", 400),
        RawRow("empty", "GET /h?%M HTTP/1.1\r\nHost:\r\n\r\n", 400),
        RawRow("a list", "GET /h?%M HTTP/1.1\r\nHost: app.test, evil.test\r\n\r\n", 400),
        RawRow("userinfo", "GET /h?%M HTTP/1.1\r\nHost: u@app.test\r\n\r\n", 400),
        RawRow("a path", "GET /h?%M HTTP/1.1\r\nHost: app.test/x\r\n\r\n", 400),
        RawRow("a space", "GET /h?%M HTTP/1.1\r\nHost: app test\r\n\r\n", 400),
        RawRow("a port that is none", "GET /h?%M HTTP/1.1\r\nHost: app.test:8a\r\n\r\n", 400),
        RawRow("a port too high", "GET /h?%M HTTP/1.1\r\nHost: app.test:65536\r\n\r\n", 400),
        RawRow("a signed port", "GET /h?%M HTTP/1.1\r\nHost: app.test:+80\r\n\r\n", 400),
        RawRow("a broken literal", "GET /h?%M HTTP/1.1\r\nHost: [::1\r\n\r\n", 400),
        RawRow("only a port", "GET /h?%M HTTP/1.1\r\nHost: :80\r\n\r\n", 400),
        RawRow(
            "T32 two trailing dots", "GET /h?%M HTTP/1.1\r\nHost: app.test..\r\n\r\n", 400,
            closes: nil),
        RawRow("a question mark", "GET /h?%M HTTP/1.1\r\nHost: app.test?x\r\n\r\n", 400),
        RawRow(
            "a percent sign", "GET /h?%M HTTP/1.1\r\nHost: app%2etest\r\n\r\n", 400, closes: nil),
    ]

    @Test("Q9 T14 refuses all but one valid Host", arguments: badHosts)
    func refusesHosts(row: RawRow) throws {
        try Stage.required().expectRefusal(row)
    }

    static let misdirected = [
        RawRow("unknown", "GET /h?%M HTTP/1.1\r\nHost: other.test\r\n\r\n", 421, closes: false),
        RawRow("a subdomain", "GET /h?%M HTTP/1.1\r\nHost: x.app.test\r\n\r\n", 421, closes: false),
        RawRow("a suffix", "GET /h?%M HTTP/1.1\r\nHost: evilapp.test\r\n\r\n", 421, closes: false),
        RawRow("an address", "GET /h?%M HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 421, closes: false),
        RawRow(
            "the authority of the absolute form, not Host",
            "GET http://other.test/h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 421, closes: false),
    ]

    @Test("Q9 answers 421 for a host nobody configured", arguments: misdirected)
    func misdirects(row: RawRow) throws {
        try Stage.required().expectRefusal(row)
    }

    static let goodHosts = [
        RawRow("T31 upper case", "GET /h?%M HTTP/1.1\r\nHost: APP.Test\r\n\r\n", 200),
        RawRow("T32 a trailing dot", "GET /h?%M HTTP/1.1\r\nHost: app.test.\r\n\r\n", 200),
        RawRow("T31 a port", "GET /h?%M HTTP/1.1\r\nHost: app.test:8080\r\n\r\n", 200),
        RawRow("T31 T32 all of it", "GET /h?%M HTTP/1.1\r\nHost: APP.test.:80\r\n\r\n", 200),
        RawRow("absolute form", "GET http://app.test/h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 200),
        RawRow(
            "the authority of the absolute form replaces Host",
            "GET http://app.test/h?%M HTTP/1.1\r\nHost: other.test\r\n\r\n", 200),
        RawRow(
            "absolute form in upper case",
            "GET HTTP://APP.TEST/h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 200),
        RawRow("an empty port", "GET /h?%M HTTP/1.1\r\nHost: app.test:\r\n\r\n", 200),
        RawRow("HTTP/1.0", "GET /h?%M HTTP/1.0\r\nHost: app.test\r\n\r\n", 200),
    ]

    @Test("Q9 Q11 T31 T32 forwards one host and the origin form", arguments: goodHosts)
    func takesHosts(row: RawRow) throws {
        let seen = try Stage.required().expectForwarded(row)
        #expect(seen.target.hasPrefix("/h?"))
        #expect(seen.head.startLine.hasSuffix(" HTTP/1.1"))
        let host = try #require(seen["host"])
        #expect(["app.test", "app.test:8080", "app.test:80"].contains(host), "\(host)")
    }

    static let rootless = [
        RawRow(
            "a query behind the authority",
            "GET http://app.test?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 200),
        RawRow(
            "a slash behind the authority",
            "GET http://app.test/?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 200),
    ]

    @Test("RFC 9112 §3.2.1 an absolute form without a path asks for /", arguments: rootless)
    func rootPath(row: RawRow) throws {
        let seen = try Stage.required().expectForwarded(row)
        #expect(seen.target.hasPrefix("/?"))
    }

    @Test("Q10 TRACE is 405 and the connection stays")
    func trace() throws {
        let row = RawRow(
            "TRACE", "TRACE /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 405, closes: false)
        try Stage.required().expectRefusal(row)
    }

    static let connects = [
        RawRow(
            "authority", "CONNECT app.test:443 HTTP/1.1\r\nHost: app.test:443\r\n\r\n" + smuggled,
            405),
        RawRow("path", "CONNECT /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n" + smuggled, 400, 405),
        RawRow(
            "no port", "CONNECT app.test HTTP/1.1\r\nHost: app.test\r\n\r\n" + smuggled, 400, 405),
    ]

    @Test("Q10 T83 CONNECT is 405 and what was sent early is no request", arguments: connects)
    func connect(row: RawRow) throws {
        try Stage.required().expectRefusal(row)
    }

    @Test("Q10 * goes with OPTIONS")
    func asterisk() throws {
        let stage = try Stage.required()
        let response = try stage.gateway.exchange("OPTIONS * HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect([200, 204, 404].contains(response.status), "\(response.status)")
    }

    static let methods = [
        RawRow("T33 get", "get /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 501, closes: false),
        RawRow("T33 Get", "Get /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 501, closes: false),
        RawRow(
            "T33 unknown", "FROBNICATE /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 501, closes: false
        ),
        RawRow("T33 a prefix", "GE /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 501, closes: false),
        RawRow(
            "T33 a long one",
            String(repeating: "M", count: 300) + " /h?%M HTTP/1.1\r\nHost: app.test\r\n\r\n", 501,
            closes: false),
    ]

    @Test("T33 a method outside the registry is 501", arguments: methods)
    func unknownMethods(row: RawRow) throws {
        try Stage.required().expectRefusal(row)
    }

    @Test(
        "T33 methods of the registry are forwarded as they are",
        arguments: [
            "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "REPORT", "MKCOL",
        ])
    func knownMethods(method: String) throws {
        let row = RawRow(
            method, "\(method) /h?%M HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n", 200)
        #expect(try Stage.required().expectForwarded(row).method == method)
    }
}
