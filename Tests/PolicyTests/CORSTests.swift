import Codecs
import HTTP
import Policy
import Testing

@Suite("T10 Y3 pre-flights are answered by the gateway")
struct CORSTests {
    static func cors(_ change: (inout CORSSettings) -> Void = { _ in }) -> CORS {
        var settings = CORSSettings()
        settings.origins = [
            OriginURL(isSecure: true, authority: "app.example.com"),
            OriginURL(isSecure: false, authority: "localhost:3000"),
        ]
        change(&settings)
        return CORS(settings)
    }

    static let preflight = [
        "Origin: https://app.example.com", "Access-Control-Request-Method: PUT",
    ]

    @Test("what a pre-flight is")
    func isPreflight() throws {
        let rows: [(line: String, fields: [String], isPreflight: Bool)] = [
            ("OPTIONS", Self.preflight, true), ("GET", Self.preflight, false),
            ("OPTIONS", [Self.preflight[0]], false), ("OPTIONS", [Self.preflight[1]], false),
            ("OPTIONS", [], false),
        ]
        for row in rows {
            let request = try request(row.line, row.fields)
            let isPreflight = CORS.isPreflight(request)
            #expect(isPreflight == row.isPreflight, "\(row)")
        }
    }

    @Test("the method asked about is one")
    func requestedMethod() throws {
        for (fields, method) in [
            (Self.preflight, "PUT"), (Self.preflight + [Self.preflight[1]], ""), ([], ""),
        ] {
            let request = try request("OPTIONS", fields)
            let text = String(decoding: CORS.requestedMethod(request))
            #expect(text == method)
        }
    }

    @Test("origins are compared exactly, and one is allowed")
    func origins() throws {
        let rows: [(fields: [String], isAllowed: Bool)] = [
            (["Origin: https://app.example.com"], true), (["Origin: http://localhost:3000"], true),
            (["Origin: http://app.example.com"], false),
            (["Origin: https://app.example.com:443"], false),
            (["Origin: https://app.example.com."], false),
            (["Origin: https://APP.example.com"], false),
            (["Origin: https://app.example.com.evil.org"], false),
            (["Origin: https://evil-app.example.com"], false), (["Origin: null"], false),
            (["Origin:"], false), ([], false),
            (["Origin: https://app.example.com", "Origin: https://app.example.com"], false),
        ]
        for row in rows {
            let request = try request("GET", row.fields)
            let isAllowed = Self.cors().allows(request.fields)
            #expect(isAllowed == row.isAllowed, "\(row)")
        }
    }

    @Test("the answer to a pre-flight")
    func answer() throws {
        let request = try request("OPTIONS", Self.preflight)
        var buffer = ByteBuffer()
        Self.cors().appendPreflightLines(for: request, to: &buffer)
        #expect(
            String(decoding: buffer.span) == """
                Access-Control-Allow-Origin: https://app.example.com\r
                Vary: Origin\r
                Access-Control-Allow-Methods: PUT\r
                Access-Control-Allow-Headers: Authorization, Content-Type\r
                Access-Control-Max-Age: 600\r

                """)
    }

    @Test("credentials are allowed by name, headers only where there are any")
    func credentials() throws {
        let request = try request("OPTIONS", Self.preflight)
        var buffer = ByteBuffer()
        let cors = Self.cors {
            $0.credentials = true
            $0.headers = []
            $0.maxAge = .zero
        }
        cors.appendPreflightLines(for: request, to: &buffer)
        let text = String(decoding: buffer.span)
        #expect(text.contains("\r\nAccess-Control-Allow-Credentials: true\r\n"))
        #expect(!text.contains("Allow-Headers") && text.contains("Max-Age: 0\r\n"))
    }

    private func request(_ method: String, _ lines: [String]) throws -> Request {
        var request = Request()
        var parser = RequestParser()
        let head =
            "\(method) / HTTP/1.1\r\nHost: a\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
        _ = try parser.parse(Array(head.utf8).span, from: 0, into: &request)
        return request
    }
}
