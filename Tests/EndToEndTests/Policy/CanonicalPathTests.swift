import Foundation
import TestKit
import Testing

@Suite("One canonical path for decision and forwarding", .pathStage)
struct CanonicalPathTests {
    /// A target, the status it gets, and the target that the upstream sees instead.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let target: String
        let status: Int
        let forwarded: String?

        /// The target is forwarded, in this form.
        init(_ name: String, _ target: String, as forwarded: String) {
            (self.name, self.target, self.status, self.forwarded) = (name, target, 200, forwarded)
        }

        /// The target is refused.
        init(_ name: String, _ target: String, _ status: Int) {
            (self.name, self.target, self.status, self.forwarded) = (name, target, status, nil)
        }

        var testDescription: String { "\(name): \(target)" }
    }

    static let rows = [
        Row("plain", "/public/a", as: "/public/a"),
        Row("Q29 no segment after", "/public", as: "/public"),
        Row("Q29 an empty segment after", "/public/", as: "/public/"),
        Row("Q29 a longer segment", "/publicx", 404),
        Row("Q29 a longer segment with more", "/publicx/a", 404),
        Row("Q29 a shorter one", "/publi", 404),
        Row("Q29 exact", "/exact", as: "/exact"),
        Row("Q29 exact with a slash", "/exact/", 404),
        Row("T31 the case of a path counts", "/PUBLIC/a", 404),
        Row("T31 the case of a path counts in triplets too", "/%50ublic/a", 404),
        Row("T37 a dot is a dot", "/file.txt", as: "/file.txt"),
        Row("T37 a dot is no other character", "/fileAtxt", 404),
        Row("a star is one segment", "/one/a/end", as: "/one/a/end"),
        Row("a star is not two segments", "/one/a/b/end", 404),
        Row("the most specific route wins", "/public/closed/x", 403),

        Row("Q28 unreserved characters are decoded", "/%70ublic/%7e%41", as: "/public/~A"),
        Row("Q28 others stay", "/public/%40%20%3F", as: "/public/%40%20%3F"),
        Row("Q28 T26 slashes are merged", "//public///a", as: "/public/a"),
        Row("Q28 a single dot", "/public/./a", as: "/public/a"),
        Row("Q28 a single dot at the end", "/public/a/.", as: "/public/a/"),
        Row("Q28 two dots", "/public/b/../a", as: "/public/a"),
        Row("Q28 two dots at the end", "/public/a/..", as: "/public/"),
        Row("Q28 two dots, encoded", "/public/b/%2e%2E/a", as: "/public/a"),
        Row("Q28 two dots, half encoded", "/public/b/.%2e/a", as: "/public/a"),
        Row("Q28 three dots are a name", "/public/.../a", as: "/public/.../a"),
        Row("Q28 dots in a name", "/public/..a/b..", as: "/public/..a/b.."),
        Row("Q28 UTF-8", "/public/%C3%A4", as: "/public/%C3%A4"),
        Row("Q28 other double encoding stays", "/public/%2541", as: "/public/%2541"),
        Row("T24 an encoded hash", "/public/%23/a", as: "/public/%23/a"),
        Row("T27 a parameter", "/public/a;b=c", as: "/public/a;b=c"),

        Row("T25 out of the public part", "/public/../admin/x", 403),
        Row("T25 out of it, encoded", "/public/%2e%2e/admin/x", 403),
        Row("T25 into the public part", "/admin/../public/a", as: "/public/a"),
        Row("T25 above the root", "/../../public/a", as: "/public/a"),
        Row("T25 slashes between dots", "/public/a//..//../admin/x", 403),
        Row("T26 slashes before", "//admin/x", 403),
        Row("T29 out of a rewritten part", "/wiki/../admin/x", 403),
        Row("T29 no slash between prefix and dots", "/wiki../admin/x", 404),

        Row("T26 an encoded slash", "/public/a%2fb", 400),
        Row("T26 an encoded slash between dots", "/public/..%2Fadmin/x", 400),
        Row("T26 an encoded backslash", "/public/a%5cb", 400),
        Row("T26 a backslash", "/public/a\\b", 400),
        Row("T26 backslashes and dots", "/public\\..\\admin", 400),
        Row("T27 two dots and a parameter", "/public/..;/admin/x", 400),
        Row("T27 two dots and a named parameter", "/public/..;a=b/admin/x", 400),
        Row("T27 one dot and a parameter", "/public/.;a/x", 400),
        Row("T27 encoded dots and a parameter", "/public/%2e%2e;/admin/x", 400),
        Row("T27 dots and an encoded semicolon", "/public/..%3b/admin/x", 400),
        Row("T28 an encoded NUL", "/public/a%00b", 400),
        Row("T28 T34 an encoded line feed", "/public/a%0ab", 400),
        Row("T28 T34 an encoded carriage return", "/public/a%0Db", 400),
        Row("T34 an encoded tab", "/public/a%09b", 400),
        Row("T34 an encoded DEL", "/public/a%7fb", 400),
        Row("T28 double-encoded dots", "/public/%252e%252e/admin/x", 400),
        Row("T28 a double-encoded slash", "/public/..%252fadmin/x", 400),
        Row("Q28 an incomplete triplet", "/public/a%4", 400),
        Row("Q28 a lone percent sign", "/public/a%", 400),
        Row("Q28 no hexadecimal digits", "/public/%zz", 400),
        Row("Q28 the old %u form", "/public/%u0041", 400),
        Row("Q28 T35 invalid UTF-8", "/public/%ff", 400),
        Row("Q28 T35 a lone continuation", "/public/%80", 400),
        Row("Q28 T35 overlong slash", "/public/%c0%af", 400),
        Row("Q28 T35 overlong dot", "/public/%e0%80%ae", 400),
        Row("Q28 T35 a surrogate", "/public/%ed%a0%80", 400),
        Row("Q28 T35 beyond Unicode", "/public/%f4%90%80%80", 400),
        Row("T24 a hash", "/public/a#/../admin", 400),
    ]

    @Test("Q28 Q29 T23–T37 decides on the form it forwards", arguments: rows)
    func paths(row: Row) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "GET \(row.target)?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n", marker: marker)
        #expect(response.status == row.status)
        let expected = row.forwarded.map { [$0 + "?\(marker)"] } ?? []
        #expect(forwarded.map(\.target) == expected)
    }

    static let queries = [
        "?x=/../admin;%00%2f%252e//", "?", "??", "?a=%zz&a=%", "?/public/a", "?a=b?c=d", "",
        "?%2e%2E%7e%41", "?a&&b==;", "?\\",
    ]

    @Test("Q28 T23 T36 the query is never touched and never matched", arguments: queries)
    func query(text: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "GET /public/\(marker)\(text) HTTP/1.1\r\nHost: app.test\r\n\r\n", marker: marker)
        #expect(response.status == 200)
        #expect(forwarded.map(\.target) == ["/public/\(marker)\(text)"])
        let closed = try stage.gateway.exchange(
            "GET /admin/x\(text) HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(closed.status == 403)
        let secret = try stage.gateway.exchange(
            "GET /secret\(text)&x=/public/a HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(secret.status == 404)
    }

    static let parameters = ["/admin;a=b/x", "/admin/x;a", "/public;a/../admin/x", "/admin;/x"]

    @Test("T27 a parameter never makes a closed route open", arguments: parameters)
    func parameterStaysClosed(target: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "GET \(target)?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n", marker: marker)
        #expect([400, 403, 404].contains(response.status))
        #expect(forwarded.isEmpty)
    }

    @Test(
        "T29 a rewritten path is canonical as well",
        arguments: [
            ("/wiki/page", "/page"), ("/wiki", "/"), ("/wiki/", "/"), ("/wiki//a", "/a"),
            ("/wiki/wiki/a", "/wiki/a"), ("/%77iki/a", "/a"),
        ])
    func rewrite(target: String, expected: String) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "GET \(target)?\(marker) HTTP/1.1\r\nHost: app.test\r\n\r\n", marker: marker)
        #expect(response.status == 200)
        #expect(forwarded.map(\.target) == ["\(expected)?\(marker)"])
        #expect(forwarded.first?["x-forwarded-prefix"] == "/wiki")
    }

    @Test(
        "T26 a host that keeps encoded slashes matches them as data",
        arguments: [
            ("/public/a%2Fb", 200), ("/public/..%2fadmin", 400), ("/admin%2fx", 404),
            ("/public%2f..%2fadmin/x", 400), ("/public/a%5Cb", 200),
        ])
    func encodedSlash(target: String, status: Int) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let (response, forwarded) = try stage.exchange(
            "GET \(target)?\(marker) HTTP/1.1\r\nHost: slash.test\r\n\r\n", marker: marker)
        #expect(response.status == status)
        #expect(forwarded.map(\.target) == (status == 200 ? ["\(target)?\(marker)"] : []))
    }

    static let corpora = ProcessInfo.processInfo.environment["SALLYPORT_CORPORA"]

    @Test(
        "T25 T26 no line of the traversal lists reaches another route",
        .enabled(if: corpora != nil, "skipped: SALLYPORT_CORPORA is not set"),
        arguments: [
            "directory_traversal.txt", "openredirects.txt", "Open-Redirect-payloads.txt",
            "traversals-8-deep-exotic-encoding.txt",
        ])
    func traversalLists(list: String) throws {
        let stage = try Stage.required()
        let path = try #require(Self.corpora) + "/payloads/" + list
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        #expect(!lines.isEmpty)
        for line in lines {
            let marker = Marker()
            // `#` would end the target for any client; both halves of such a line are sent.
            for part in line.split(separator: "#") where !part.contains(" ") {
                let client = try stage.gateway.connect()
                let request =
                    "GET /public/\(part) HTTP/1.1\r\nHost: app.test\r\nX-Mark: \(marker)\r\n\r\n"
                try client.sendWhileOpen(request)
                let status = try client.receive().status
                #expect([200, 400, 403, 404, 414].contains(status), "\(line)")
            }
            for request in stage.upstream.requests(with: marker.text) {
                let path = request.target.prefix { $0 != "?" }.lowercased()
                #expect(path == "/public" || path.hasPrefix("/public/"), "\(line)")
                let segments = path.split(separator: "/", omittingEmptySubsequences: false)
                #expect(!segments.contains("..") && !segments.contains("."), "\(line)")
                for trace in ["//", "\\", "%2f", "%5c", "%00", "%2e", "%252e", "%252f"] {
                    #expect(!path.contains(trace), "\(line)")
                }
            }
        }
    }
}

extension Trait where Self == StageTrait {
    fileprivate static var pathStage: StageTrait {
        stage { plan in
            """
            listen: {http: "127.0.0.1:0"}
            workers: 1
            log: {access: off}
            hosts:
              app.test:
                upstream: http://\(plan.upstream)
                routes:
                  /public/**: {auth: none}
                  /public/closed/**: {auth: deny}
                  /admin/**: {auth: deny}
                  /exact: {auth: none}
                  /file.txt: {auth: none}
                  /one/*/end: {auth: none}
                  /wiki/**: {auth: none, rewrite: {strip: /wiki, prefix_header: true}}
              slash.test:
                upstream: http://\(plan.upstream)
                encoded_slash: keep
                routes:
                  /public/**: {auth: none}
                  /admin/**: {auth: deny}
            """
        }
    }
}
