import Codecs
import HTTP
import Testing

@Suite("RFC 6265 §4.2 Cookie")
struct CookieTests {
    /// Fields as a client sends them.
    static func request(_ lines: [String]) throws(RequestFault) -> Request {
        let head = "GET / HTTP/1.1\r\nHost: h\r\n" + lines.map { "\($0)\r\n" }.joined() + "\r\n"
        var parser = RequestParser()
        var request = Request()
        _ = try parser.parse(latin1(head).span, from: 0, into: &request)
        return request
    }

    static let name: StaticString = "__Host-sallyport"

    struct Found: Sendable, CustomTestStringConvertible {
        let cookies: String
        /// Values found: none, one, or two for several.
        let values: [String]
        /// What is left of the lines.
        let rest: [String]

        init(_ cookies: String, _ values: [String], _ rest: [String]) {
            self.cookies = cookies
            self.values = values
            self.rest = rest
        }

        var testDescription: String { cookies }
    }

    static let rows: [Found] = [
        Found("a=b", [], ["a=b"]),
        Found("__Host-sallyport=v", ["v"], []),
        Found("__Host-sallyport=", [""], []),
        Found("__Host-sallyport=\"v\"", ["\"v\""], []),
        Found("__Host-sallyport=v=w==", ["v=w=="], []),
        Found("a=b; __Host-sallyport=v", ["v"], ["a=b"]),
        Found("__Host-sallyport=v; a=b", ["v"], ["a=b"]),
        Found("a=b; __Host-sallyport=v; c=d", ["v"], ["a=b; c=d"]),
        Found("a=b;__Host-sallyport=v;c=d", ["v"], ["a=b;c=d"]),
        Found("a=b ; __Host-sallyport = v ; c=d", ["v"], ["a=b ; c=d"]),
        Found("a=b;;__Host-sallyport=v;;", ["v"], ["a=b;;;"]),
        Found("a=b; \t__Host-sallyport=v", ["v"], ["a=b"]),
        Found("__Host-sallyport=v; __Host-sallyport=w", ["v", "w"], []),
        Found("__Host-sallyport=v; a=b; __Host-sallyport=w", ["v", "w"], ["a=b"]),
        Found("__host-sallyport=v", [], ["__host-sallyport=v"]),
        Found("__Host-sallyport-refresh=v", [], ["__Host-sallyport-refresh=v"]),
        Found("x__Host-sallyport=v", [], ["x__Host-sallyport=v"]),
        Found("a=__Host-sallyport=v", [], ["a=__Host-sallyport=v"]),
        Found("__Host-sallyport", [], ["__Host-sallyport"]),
        Found("=__Host-sallyport", [], ["=__Host-sallyport"]),
        Found(";;; ;", [], [";;; ;"]),
        Found("a=\"x; __Host-sallyport=v; y\"", ["v"], ["a=\"x; y\""]),
        Found("a=\u{E4}\u{FF}; __Host-sallyport=\u{80}", ["\u{80}"], ["a=\u{E4}\u{FF}"]),
    ]

    @Test("finds the cookie of a name and cuts it out, the rest byte for byte", arguments: rows)
    func findsAndCuts(row: Found) throws {
        var request = try Self.request(["Cookie: \(row.cookies)", "X: y"])
        switch request.fields.cookie(named: Self.name.span) {
        case .absent: #expect(row.values.isEmpty)
        case .one(let place):
            let value = text(request.fields.value(of: place))
            #expect(row.values == [value])
        case .several: #expect(row.values.count == 2)
        }
        request.fields.cutCookies { $0.equals(Self.name) }
        let left = lines(of: request.fields)
        #expect(left == ["Host: h"] + row.rest.map { "Cookie: \($0)" } + ["X: y"])
    }

    @Test("one cookie in each of two lines is several")
    func twoLines() throws {
        var request = try Self.request(
            ["Cookie: a=b; __Host-sallyport=v", "Cookie: __Host-sallyport=w"])
        let match = request.fields.cookie(named: Self.name.span)
        #expect(match == .several)
        request.fields.cutCookies { $0.equals(Self.name) }
        let left = lines(of: request.fields)
        #expect(left == ["Host: h", "Cookie: a=b"])
    }

    @Test("T65 whatever stands in Cookie, cutting ends and finds nothing afterwards")
    func noise() throws {
        var seed = UInt64(0x5A11)
        let alphabet = latin1("__Host-sallyport==;; \t\"\u{E4}ab,")
        for _ in 0..<2000 {
            var value: [UInt8] = []
            for _ in 0..<40 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                if seed >> 60 == 0 {
                    value += latin1("__Host-sallyport=")
                } else {
                    value.append(alphabet[Int(seed >> 33) % alphabet.count])
                }
            }
            var request = try Self.request(["Cookie: \(text(value.span))"])
            request.fields.cutCookies { $0.equals(Self.name) }
            let match = request.fields.cookie(named: Self.name.span)
            #expect(match == .absent)
        }
    }
}
