import Codecs
import HTTP
import Testing

@Suite("Fetch Metadata")
struct FetchMetadataTests {
    private static func request(_ start: String, _ lines: [String]) throws -> Request {
        let head =
            "\(start) / HTTP/1.1\r\nHost: h\r\n" + lines.map { "\($0)\r\n" }.joined() + "\r\n"
        var parser = RequestParser()
        var request = Request()
        _ = try parser.parse(Array(head.utf8).span, from: 0, into: &request)
        return request
    }

    @Test(
        "Sec-Fetch-Site says whose page asked; twice, or another word, is a stranger's",
        arguments: [
            ([], FetchSite.absent), (["Sec-Fetch-Site: same-origin"], .sameOrigin),
            (["Sec-Fetch-Site: none"], .userItself), (["Sec-Fetch-Site: same-site"], .foreign),
            (["Sec-Fetch-Site: cross-site"], .foreign), (["Sec-Fetch-Site: Same-Origin"], .foreign),
            (["Sec-Fetch-Site:"], .foreign),
            (["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: same-origin"], .foreign),
        ])
    func site(lines: [String], expected: FetchSite) throws {
        let request = try Self.request("GET", lines)
        #expect(request.fetchSite == expected)
    }

    @Test(
        "Y3 a navigation is a browser's GET for a document, or a client's that names text/html",
        arguments: [
            ("GET", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"], true),
            ("HEAD", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"], true),
            ("POST", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"], false),
            ("GET", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"], false),
            ("GET", ["Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty", "Accept: text/html"], false),
            ("GET", ["Sec-Fetch-Mode: navigate"], false),
            ("GET", ["Sec-Fetch-Site: none", "Accept: text/html"], false),
            ("GET", ["Accept: text/html"], true),
            ("GET", ["Accept: application/json, TEXT/HTML;q=0.9"], true),
            ("GET", ["Accept: application/json", "Accept: text/html ; q=0.5"], true),
            ("GET", ["Accept: */*"], false), ("GET", ["Accept: text/*"], false),
            ("GET", ["Accept: text/html5"], false), ("GET", ["Accept: \"text/html\""], false),
            ("GET", [], false), ("POST", ["Accept: text/html"], false),
        ] as [(String, [String], Bool)])
    func navigation(method: String, lines: [String], expected: Bool) throws {
        let request = try Self.request(method, lines)
        #expect(request.isNavigation == expected)
    }
}
