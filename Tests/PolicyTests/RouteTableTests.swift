import Configuration
import HTTP
import Policy
import Testing

@Suite("Q29 routes match by segments, the most specific wins")
struct RouteTableTests {
    /// Patterns against paths that they match and paths that they do not.
    static let globs: [(glob: String, matching: [String], other: [String])] = [
        ("/", ["/", "//", "/."], ["/a"]),
        ("/app", ["/app", "/x/../app", "/%61pp"], ["/app/", "/apps", "/App", "/app/a"]),
        ("/app/", ["/app/"], ["/app", "/app/a"]),
        ("/app/**", ["/app", "/app/", "/app/a", "/app/a/b/"], ["/apps", "/ap", "/"]),
        ("/**", ["/", "/a", "/a/b/"], []),
        ("/*", ["/a", "/ab"], ["/", "/a/", "/a/b"]),
        ("/a/*/c", ["/a/b/c", "/a/*/c"], ["/a/c", "/a//c", "/a/b/b/c"]),
        ("/v*", ["/v", "/v1", "/v*"], ["/", "/w", "/v1/"]),
        ("/*.png", ["/a.png", "/.png"], ["/a.pngx", "/apng", "/a/b.png"]),
        ("/a*b*c", ["/abc", "/a1b2c", "/abbcc", "/abcbc"], ["/ab", "/acb", "/abcd"]),
        ("/ab*ba", ["/abba", "/abxba"], ["/aba"]),
        ("/a/**/z", ["/a/z", "/a/b/z", "/a/z/z", "/a/b/c/z"], ["/a", "/a/b", "/a/z/", "/z"]),
        ("/**/a/**/b/*", ["/a/b/x", "/x/a/y/b/x", "/a/b/b/b"], ["/a/b", "/b/a/x"]),
        ("/**/", ["/", "/a/", "/a/b/"], ["/a"]),
        // T37: nothing but the star is special.
        ("/a.b", ["/a.b"], ["/aXb"]),
        ("/a+(b)", ["/a+(b)"], ["/aab"]),
        ("/café", ["/caf%C3%A9", "/caf%c3%a9"], ["/cafe"]),
        ("/a b", ["/a%20b"], ["/a", "/ab"]),
        ("/{x}", ["/%7Bx%7D", "/{x}"], ["/a"]),
    ]

    @Test("globs", arguments: globs)
    func glob(row: (glob: String, matching: [String], other: [String])) throws {
        let host = try HostUnderTest([RouteSettings(glob: row.glob)])
        for path in row.matching { #expect(host.outcome("GET", path) == row.glob, "\(path)") }
        for path in row.other { #expect(host.outcome("GET", path) == "404", "\(path)") }
    }

    @Test("the most specific route wins, whatever the order of the file")
    func specificity() throws {
        let keys = [
            "/**", "/app", "/app/**", "/app/*", "/app/v*", "/app/v1", "/*/v1", "/**/v1",
            "GET /app/**", "/app/**/edit", "POST /app/v1",
        ]
        let rows: [(method: String, path: String, key: String)] = [
            ("GET", "/app/v1", "/app/v1"), ("POST", "/app/v1", "POST /app/v1"),
            ("GET", "/app/v2", "/app/v*"), ("GET", "/app/x", "/app/*"), ("GET", "/app", "/app"),
            ("GET", "/app/", "GET /app/**"), ("PUT", "/app/", "/app/**"),
            ("GET", "/app/x/edit", "/app/**/edit"), ("GET", "/x/v1", "/*/v1"),
            ("GET", "/x/y/v1", "/**/v1"), ("GET", "/x", "/**"), ("GET", "/", "/**"),
        ]
        for order in [keys, keys.reversed()] {
            let host = try HostUnderTest(order)
            for row in rows { #expect(host.outcome(row.method, row.path) == row.key, "\(row)") }
        }
    }

    @Test("T33 methods: literal, 405 for known ones, 501 for others")
    func methods() throws {
        let host = try HostUnderTest(["GET,PURGE /a", "/b", "POST /a/*"])
        let rows: [(method: String, path: String, outcome: String)] = [
            ("GET", "/a", "GET,PURGE /a"), ("PURGE", "/a", "GET,PURGE /a"), ("HEAD", "/a", "405"),
            ("PROPFIND", "/a", "405"), ("get", "/a", "501"), ("FOO", "/a", "501"),
            ("PURGED", "/a", "501"), ("PURGE", "/b", "405"), ("PURGE", "/c", "404"),
            ("PROPFIND", "/b", "/b"), ("VERSION-CONTROL", "/b", "/b"), ("DELETE", "/c", "404"),
            ("FOO", "/c", "501"), ("TRACE", "/b", "405"), ("CONNECT", "/b", "405"),
            ("GET", "/a/x", "405"),
        ]
        for row in rows { #expect(host.outcome(row.method, row.path) == row.outcome, "\(row)") }
    }

    @Test("405 tells the methods of every route that has the path, once")
    func allow() throws {
        let routes = ["GET,HEAD /a", "GET,POST /*", "PUT /b"].map(RouteSettings.init(key:))
        let host = try HostUnderTest(routes).host
        guard case .methodNotAllowed(let allow) = try HostUnderTest.match(host, "DELETE", "/a")
        else {
            Issue.record("expected 405")
            return
        }
        #expect(allow == "GET, HEAD, POST")
    }

    @Test("T23 the query is no part of a match; T31 paths keep their case")
    func pathOnly() throws {
        let host = try HostUnderTest(["/public/**", "/admin"])
        #expect(host.outcome("GET", "/secret?x=/public/a") == "400")
        #expect(host.outcome("GET", "/Admin") == "404")
        #expect(host.outcome("GET", "/%61dmin") == "/admin")
        #expect(host.outcome("GET", "/public/../admin") == "/admin")
        #expect(host.outcome("GET", "/publicx") == "404")
    }

    @Test("our own paths match no route, in either reading")
    func reserved() throws {
        let host = try HostUnderTest(["/**", "/*/**"])
        for path in [
            "/.sallyport", "/.sallyport/", "/.sallyport/session", "/a/../.sallyport/x",
            "/%2esallyport/x", "/.sallyport;x/a", "/.sallyport%3b/a",
        ] {
            #expect(host.outcome("GET", path) == "404", "\(path)")
        }
        #expect(host.outcome("GET", "/.sallyports") == "/*/**")
    }

    @Test("a long path with many stars is matched in time that grows gently")
    func hostileLength() throws {
        let host = try HostUnderTest(["/**/a/**/a/**/a/**/b", "/a*a*a*a*a*b", "/*/*/*/*/c"])
        let deep = String(repeating: "/a", count: 4000)
        let wide = "/" + String(repeating: "a", count: 8000)
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            #expect(host.outcome("GET", deep) == "404")
            #expect(host.outcome("GET", wide) == "404")
            #expect(host.outcome("GET", deep + "/b") == "/**/a/**/a/**/a/**/b")
        }
        #expect(elapsed < .seconds(2))
    }

    /// Routes that cannot be put in force, and why.
    static let faults: [(keys: [String], reason: RouteFault.Reason)] = [
        (["a"], .badPattern(.path(.notRooted))),
        ([""], .badPattern(.path(.notRooted))),
        (["/a/../b"], .badPattern(.emptyOrDotSegment)),
        (["/a//b"], .badPattern(.emptyOrDotSegment)),
        (["/a/./b"], .badPattern(.emptyOrDotSegment)),
        (["/a;x"], .badPattern(.parameter)),
        (["/%zz"], .badPattern(.path(.brokenTriplet(at: 1)))),
        (["/a?b"], .badPattern(.path(.forbiddenByte(at: 2)))),
        (["/a**"], .badPattern(.badDoubleStar)),
        (["/**a"], .badPattern(.badDoubleStar)),
        (["/***"], .badPattern(.badDoubleStar)),
        (["/**/**"], .badPattern(.badDoubleStar)),
        (["/.sallyport/login"], .reservedPath),
        (["/.sallyport/**"], .reservedPath),
        (["TRACE /a"], .unservedMethod("TRACE")),
        (["GET,CONNECT /a"], .unservedMethod("CONNECT")),
        (["/a", "/a"], .tie(with: "/a", path: "/a")),
        (["/%61", "/a"], .tie(with: "/%61", path: "/a")),
        (["GET /a", "GET,HEAD /a"], .tie(with: "GET /a", path: "/a")),
        (["PURGE /a", "PURGE /a"], .tie(with: "PURGE /a", path: "/a")),
        (["/**", "/**"], .tie(with: "/**", path: "/x")),
        (["/a*", "/*b"], .tie(with: "/a*", path: "/ab")),
        (["/a*", "/ab*"], .tie(with: "/a*", path: "/ab")),
        (["/**/a/**", "/**/b/**"], .tie(with: "/**/a/**", path: "/a/b")),
        (["/x/*/", "/x/*/"], .tie(with: "/x/*/", path: "/x/x/")),
        (["/.*", "/*."], .tie(with: "/.*", path: "/.x.")),
    ]

    @Test("faults are told with what they found", arguments: faults)
    func fault(row: (keys: [String], reason: RouteFault.Reason)) throws {
        let faults = try #require(throws: RouteFaults.self) { try HostUnderTest(row.keys) }
        #expect(faults.faults.map(\.reason) == [row.reason])
        #expect(faults.faults.map(\.subject) == [row.keys.last ?? ""])
    }

    @Test("what only looks like a tie is none")
    func noTies() throws {
        _ = try HostUnderTest(["GET /a", "POST /a", "/a"])
        _ = try HostUnderTest(["/a*", "/b*"])
        _ = try HostUnderTest(["/**/a", "/**/b"])
        _ = try HostUnderTest(["/a/**", "/b/**", "/**"])
        _ = try HostUnderTest(["/a*c", "/*b"])
        _ = try HostUnderTest(["GET /a*", "/*b"])
    }

    @Test("every fault is told, in the order of the file")
    func allFaults() throws {
        var routes = ["/a", "/a", "b", "/.sallyport/x", "TRACE /t"].map(RouteSettings.init(key:))
        for index in routes.indices {
            routes[index].position = Position(line: 10 - index, column: 1)
        }
        var rewritten = RouteSettings(key: "/wiki/**")
        rewritten.rewrite = RewriteSettings()
        rewritten.rewrite?.strip = "/other"
        rewritten.position = Position(line: 1, column: 2)
        var host = HostSettings(name: "*bad")
        host.routes = routes + [rewritten]
        let faults = try #require(throws: RouteFaults.self) {
            try RouteTable(hosts: [host], identity: [])
        }
        #expect(faults.faults.map(\.position.line) == [1, 1, 6, 7, 8, 9])
        let tie = try #require(faults.faults.last)
        #expect(tie.description.contains(#"routes "/a" and "/a", equally specific"#))
    }

    @Test("T29 the prefix taken off is one that all paths of the route begin with")
    func strip() throws {
        func prefix(_ glob: String, _ strip: String) throws -> String {
            var route = RouteSettings(key: glob)
            route.rewrite = RewriteSettings()
            route.rewrite?.strip = strip
            let built = try HostUnderTest([route]).table.routes[0]
            return String(decoding: built.strippedPrefix, as: UTF8.self)
        }
        #expect(try prefix("/wiki/**", "/wiki") == "/wiki")
        #expect(try prefix("/a/b/*", "/a") == "/a")
        #expect(try prefix("/café/**", "/café") == "/caf%C3%A9")
        for (glob, strip) in [
            ("/wiki/**", "/wik"), ("/wiki/**", "/wiki/a"), ("/**", "/wiki"), ("/*/a", "/*"),
            ("/wiki/**", "wiki"), ("/wiki/**", "/wiki/../a"), ("/wiki/**", "/wiki/"),
        ] {
            let faults = try #require(throws: RouteFaults.self) { try prefix(glob, strip) }
            #expect(faults.faults.map(\.reason) == [.badPrefix(strip)])
        }
    }
}
