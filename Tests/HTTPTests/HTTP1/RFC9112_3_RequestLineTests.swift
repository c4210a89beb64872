import Codecs
import HTTP
import Testing

@Suite("RFC 9112 §3 Request line")
struct RequestLineTests {
    /// The request line with a Host field behind it.
    static func parse(
        _ line: String, sourceLocation: SourceLocation = #_sourceLocation
    ) -> RequestOutcome {
        parseRequest(line + "\r\nHost: h\r\n\r\n", sourceLocation: sourceLocation)
    }

    static let malformed: [(String, RequestFault)] = [
        ("GET  / HTTP/1.1", .invalidTarget),
        ("GET /  HTTP/1.1", .invalidTarget),
        ("GET / HTTP/1.1 ", .malformedRequestLine),
        ("GET\t/ HTTP/1.1", .malformedRequestLine),
        ("GET /\tHTTP/1.1", .malformedRequestLine),
        ("GET / a HTTP/1.1", .invalidTarget),
        ("GET /", .malformedRequestLine),
        ("GET", .malformedRequestLine),
        ("GET HTTP/1.1", .malformedRequestLine),
        ("GET  HTTP/1.1", .malformedRequestLine),
        ("/ HTTP/1.1", .malformedRequestLine),
        ("G(T / HTTP/1.1", .invalidMethod),
        ("G\u{E4}T / HTTP/1.1", .malformedRequestLine),
        ("GET: / HTTP/1.1", .invalidMethod),
        ("\"GET\" / HTTP/1.1", .malformedRequestLine),
        ("GET / http/1.1", .invalidVersion),
        ("GET / Http/1.1", .invalidVersion),
        ("GET / HTTP/1.2", .invalidVersion),
        ("GET / HTTP/1.9", .invalidVersion),
        ("GET / HTTP/01.1", .malformedRequestLine),
        ("GET / HTTP/1.10", .malformedRequestLine),
        ("GET / HTTP/1,1", .invalidVersion),
        ("GET / HTTP/1. ", .invalidVersion),
        ("GET / HTTPS/1.1", .malformedRequestLine),
        ("GET / ICY/1.1", .malformedRequestLine),
        ("GET / HTTX/1.1", .invalidVersion),
        ("GET / HTTP/2.0", .unsupportedVersion),
        ("GET / HTTP/0.9", .unsupportedVersion),
        ("GET / HTTP/9.9", .unsupportedVersion),
        ("PRI * HTTP/2.0", .unsupportedVersion),
    ]

    @Test("Q7 refuses what is not method, space, target, space, version", arguments: malformed)
    func refuses(line: String, fault: RequestFault) {
        #expect(Self.parse(line).fault == fault)
    }

    @Test("Q7 HTTP/0.9 is refused at its line end")
    func version09() {
        #expect(parseRequest("GET /\r\n").fault == .malformedRequestLine)
    }

    @Test("Q7 reads both versions")
    func versions() {
        #expect(Self.parse("GET / HTTP/1.1").request?.version == .http11)
        #expect(Self.parse("GET / HTTP/1.0").request?.version == .http10)
    }

    @Test("Q7 only visible ASCII stands in a target, and no # (T24)")
    func targetBytes() {
        for byte in UInt8(1)...255 where ![0x0A, 0x0D].contains(byte) {
            for place in ["GET /a%/b", "GET /a?b%c", "GET /abcdefgh%ijklmnopq", "GET /%"] {
                let parts = place.split(separator: "%", omittingEmptySubsequences: false)
                let line = latin1(String(parts[0])) + [byte] + latin1(String(parts[1]))
                let outcome = parseRequest(line + latin1(" HTTP/1.1\r\nHost: h\r\n\r\n"))
                let isVisible = byte > 0x20 && byte < 0x7F
                if isVisible && byte != UInt8(ascii: "#") {
                    #expect(outcome.request?.target.utf8.contains(byte) == true)
                } else {
                    #expect(outcome.fault != nil)
                }
            }
        }
    }

    struct Target: Sendable, CustomTestStringConvertible {
        let line: String
        let form: TargetForm
        let authority: String
        let path: String
        let query: String

        init(
            _ line: String, _ form: TargetForm, _ authority: String, _ path: String,
            _ query: String = ""
        ) {
            self.line = line
            self.form = form
            self.authority = authority
            self.path = path
            self.query = query
        }

        var testDescription: String { line }
    }

    static let targets: [Target] = [
        Target("GET / HTTP/1.1", .origin, "h", "/"),
        Target("GET // HTTP/1.1", .origin, "h", "//"),
        Target("GET /a/../b;c=%2F HTTP/1.1", .origin, "h", "/a/../b;c=%2F"),
        Target("GET /a? HTTP/1.1", .origin, "h", "/a", "?"),
        Target("GET /a?b=?c/d HTTP/1.1", .origin, "h", "/a", "?b=?c/d"),
        Target("GET /?x HTTP/1.1", .origin, "h", "/", "?x"),
        Target("GET /http://e/ HTTP/1.1", .origin, "h", "/http://e/"),
        Target("GET //e/x HTTP/1.1", .origin, "h", "//e/x"),
        Target("OPTIONS /a HTTP/1.1", .origin, "h", "/a"),
        Target("OPTIONS * HTTP/1.1", .asterisk, "h", "*"),
        Target("GET http://e/a?b HTTP/1.1", .absolute, "e", "/a", "?b"),
        Target("GET HTTP://E.x:80/ HTTP/1.1", .absolute, "E.x:80", "/"),
        Target("GET https://e/a HTTP/1.1", .absolute, "e", "/a"),
        Target("GET http://e HTTP/1.1", .absolute, "e", "/"),
        Target("GET http://e?b HTTP/1.1", .absolute, "e", "/", "?b"),
        Target("GET http://e: HTTP/1.1", .absolute, "e:", "/"),
        Target("GET http://[::1]:8080/a HTTP/1.1", .absolute, "[::1]:8080", "/a"),
        Target("OPTIONS http://e HTTP/1.1", .asterisk, "e", "*"),
        Target("OPTIONS http://e/ HTTP/1.1", .absolute, "e", "/"),
        Target("OPTIONS http://e?a HTTP/1.1", .absolute, "e", "/", "?a"),
        Target("CONNECT e:443 HTTP/1.1", .authority, "e:443", ""),
        Target("CONNECT [::1]:443 HTTP/1.1", .authority, "[::1]:443", ""),
    ]

    @Test("Q9 Q10 reads the four forms; an absolute target replaces Host", arguments: targets)
    func forms(target: Target) {
        let request = Self.parse(target.line).request
        #expect(request?.form == target.form)
        #expect(request?.authority == target.authority)
        #expect(request?.path == target.path)
        #expect(request?.query == target.query)
        #expect(
            request?.target == target.line.split(separator: " ").dropFirst().first.map(String.init))
    }

    static let badTargets: [(String, RequestFault)] = [
        ("GET * HTTP/1.1", .invalidTarget),
        ("OPTIONS ** HTTP/1.1", .invalidTarget),
        ("OPTIONS *?a HTTP/1.1", .invalidTarget),
        ("GET a HTTP/1.1", .invalidTarget),
        ("GET a/b HTTP/1.1", .invalidTarget),
        ("GET ?a HTTP/1.1", .invalidTarget),
        ("GET e:80 HTTP/1.1", .invalidTarget),
        ("GET http:http://internal/admin HTTP/1.1", .invalidTarget),
        ("GET http:/a HTTP/1.1", .invalidTarget),
        ("GET http: HTTP/1.1", .invalidTarget),
        ("GET ://e/ HTTP/1.1", .invalidTarget),
        ("GET http:///a HTTP/1.1", .invalidHost),
        ("GET http:// HTTP/1.1", .invalidHost),
        ("GET http://?a HTTP/1.1", .invalidHost),
        ("GET http://:80/ HTTP/1.1", .invalidHost),
        ("GET http://u@e/ HTTP/1.1", .invalidHost),
        ("GET http://u:p@e/ HTTP/1.1", .invalidHost),
        ("GET http://e\\f/ HTTP/1.1", .invalidHost),
        ("GET http://e:65536/ HTTP/1.1", .invalidHost),
        ("GET http://e:8a/ HTTP/1.1", .invalidHost),
        ("GET http://[::1/ HTTP/1.1", .invalidHost),
        ("GET http://e#f HTTP/1.1", .invalidHost),
        ("GET http://e/#f HTTP/1.1", .invalidTarget),
        ("GET ftp://e/ HTTP/1.1", .unsupportedScheme),
        ("GET httpx://e/ HTTP/1.1", .unsupportedScheme),
        ("GET ws://e/ HTTP/1.1", .unsupportedScheme),
        ("GET file:///etc/passwd HTTP/1.1", .unsupportedScheme),
        ("CONNECT / HTTP/1.1", .invalidTarget),
        ("CONNECT e HTTP/1.1", .invalidTarget),
        ("CONNECT e: HTTP/1.1", .invalidTarget),
        ("CONNECT http://e:80/ HTTP/1.1", .invalidTarget),
        ("CONNECT * HTTP/1.1", .invalidTarget),
    ]

    @Test("Q9 Q10 T30 refuses every other target", arguments: badTargets)
    func refusesTargets(line: String, fault: RequestFault) {
        #expect(Self.parse(line).fault == fault)
    }

    static let hosts: [(String, String?)] = [
        ("h", "h"), ("h:80", "h:80"), ("h:", "h:"), ("h:0", "h:0"), ("h:65535", "h:65535"),
        ("h:000080", "h:000080"), ("H.Example.", "H.Example."), ("a_b-c~d", "a_b-c~d"),
        ("a!$&'()*+,;=b", "a!$&'()*+,;=b"), ("a%2Fb", "a%2Fb"), ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"), ("[::ffff:1.2.3.4]:80", "[::ffff:1.2.3.4]:80"), ("xn--4ca", "xn--4ca"),
        ("", nil), (":80", nil), ("h:65536", nil), ("h:99999999999999999999", nil), ("h:+80", nil),
        ("h:80a", nil), ("h:80:80", nil), ("h h", nil), ("h\th", nil), ("u@h", nil), ("h/x", nil),
        ("h?x", nil), ("h#x", nil), ("h\\x", nil), ("h, i", nil), ("\"h\"", nil), ("<h>", nil),
        ("[::1", nil), ("[]", nil), ("[::1]x", nil), ("[::g]", nil), ("a[::1]", nil), ("::1", nil),
        ("a%2", nil), ("a%", nil), ("a%zz", nil), ("h\u{E4}", nil), ("{h}", nil), ("h|i", nil),
        ("h^", nil), ("h`", nil),
    ]

    @Test("Q9 Host is host[:port]", arguments: hosts)
    func host(value: String, authority: String?) {
        let outcome = parseRequest("GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n")
        #expect(outcome.request?.authority == authority)
        if authority == nil { #expect(outcome.fault == .invalidHost) }
    }

    @Test("Q9 exactly one Host in HTTP/1.1, at most one in HTTP/1.0")
    func hostCount() {
        #expect(parseRequest("GET / HTTP/1.1\r\n\r\n").fault == .missingHost)
        #expect(parseRequest("GET http://e/ HTTP/1.1\r\n\r\n").fault == .missingHost)
        #expect(parseRequest("GET / HTTP/1.0\r\n\r\n").request?.authority == "")
        #expect(parseRequest("GET http://e/ HTTP/1.0\r\n\r\n").request?.authority == "e")
        for version in ["1.0", "1.1"] {
            for second in ["a", "b", ""] {
                let head = "GET / HTTP/\(version)\r\nHost: a\r\nhOST: \(second)\r\n\r\n"
                #expect(parseRequest(head).fault == .repeatedField(.host))
            }
        }
    }

    @Test("Q9 a bad Host is refused even where an absolute target replaces it")
    func absoluteWithBadHost() {
        let head = "GET http://e/ HTTP/1.1\r\nHost: a b\r\n\r\n"
        #expect(parseRequest(head).fault == .invalidHost)
    }

    @Test("T33 every method of the registry is known, its case variants are other methods")
    func methods() {
        for method in Method.allCases where method != .other && method != .connect {
            let name = method.name.description
            #expect(Self.parse("\(name) / HTTP/1.1").request?.method == method)
            #expect(Method(name: method.name.span) == method)
            for variant in [
                name.lowercased(), name + "X", String(name.dropLast()), "X" + name.dropFirst(),
            ]
            where !variant.isEmpty && !Method.allCases.map(\.name.description).contains(variant) {
                let request = Self.parse("\(variant) / HTTP/1.1").request
                #expect(request?.method == .other)
                #expect(request?.methodText == variant)
            }
        }
    }

    @Test("Q21 what is safe is idempotent, and POST, PATCH and unknown methods are not")
    func methodProperties() {
        for method in Method.allCases where method.isSafe { #expect(method.isIdempotent) }
        for method: Method in [.post, .patch, .connect, .lock, .other] {
            #expect(!method.isIdempotent && !method.isSafe)
        }
        for method: Method in [.put, .delete, .mkcol] {
            #expect(method.isIdempotent && !method.isSafe)
        }
    }
}
