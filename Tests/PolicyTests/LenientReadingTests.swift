import Policy
import Testing

@Suite("T27 routes match with and without parameters, the stricter result wins")
struct LenientReadingTests {
    static let bearer = RouteAuth.credentials([.bearer])

    /// Routes, a path, and the route or status that must come of it.
    static let rows: [(routes: [RouteSettings], path: String, outcome: String)] = [
        // One route in both readings.
        ([RouteSettings(key: "/app/**", .none)], "/app/a;x=1", "/app/**"),
        ([RouteSettings(key: "/app/*", .none)], "/app/a;x=1", "/app/*"),
        // A closed route does not open with a parameter, nor an open one close.
        (
            [RouteSettings(key: "/**", .none), RouteSettings(key: "/admin", .deny)],
            "/admin;x", "/admin"
        ),
        (
            [RouteSettings(key: "/**", .none), RouteSettings(key: "/admin/**", bearer)],
            "/admin;x/a", "/admin/**"
        ),
        (
            [RouteSettings(key: "/**", .none), RouteSettings(key: "/admin/**", bearer)],
            "/;x/admin/a", "/admin/**"
        ),
        (
            [RouteSettings(key: "/**", bearer), RouteSettings(key: "/public/**", .none)],
            "/public;x/a", "/**"
        ),
        // A route in one reading alone is none.
        ([RouteSettings(key: "/app", .none)], "/app;x", "404"),
        ([RouteSettings(key: "/app", .none)], "/;x/app", "404"),
        ([RouteSettings(key: "/app/*", .none)], "/app/;x", "404"),
        ([RouteSettings(key: "/*", .none), RouteSettings(key: "POST /a", .none)], "/a;x", "/*"),
        ([RouteSettings(key: "POST /*", .none), RouteSettings(key: "/a", .none)], "/a;x", "405"),
        // Encoded delimiters are parameters and literals to some upstreams.
        (
            [RouteSettings(key: "/**", .none), RouteSettings(key: "/a@b", .deny)], "/a%40b", "/a@b"
        ),
        (
            [RouteSettings(key: "/**", .none), RouteSettings(key: "/admin", .deny)],
            "/admin%3Bx", "/admin"
        ),
        // Optional is looser than not, a requirement stricter than none.
        (
            [
                RouteSettings(key: "/a*", bearer) { $0.optional = true },
                RouteSettings(key: "/a", bearer),
            ], "/a;x", "/a"
        ),
        (
            [
                RouteSettings(key: "/a*", bearer) { $0.allow = .groups(["staff"]) },
                RouteSettings(key: "/a", bearer),
            ], "/a;x", "/a*"
        ),
        (
            [
                RouteSettings(key: "/a*", bearer) { $0.issuer = ["one", "two"] },
                RouteSettings(key: "/a", bearer) { $0.issuer = ["two"] },
            ], "/a;x", "/a"
        ),
        (
            [
                RouteSettings(key: "/a*", bearer),
                RouteSettings(key: "/a", bearer) { $0.issuer = ["two"] },
            ], "/a;x", "/a"
        ),
        // Neither is stricter in every respect.
        (
            [
                RouteSettings(key: "/a*", bearer) { $0.allow = .groups(["staff"]) },
                RouteSettings(key: "/a", bearer) { $0.allow = .groups(["admins"]) },
            ], "/a;x", "400"
        ),
        (
            [
                RouteSettings(key: "/a*", bearer) { $0.issuer = ["one"] },
                RouteSettings(key: "/a", bearer) { $0.issuer = ["two"] },
            ], "/a;x", "400"
        ),
    ]

    @Test("the stricter of both readings", arguments: rows)
    func stricter(row: (routes: [RouteSettings], path: String, outcome: String)) throws {
        for routes in [row.routes, row.routes.reversed()] {
            let host = try HostUnderTest(routes)
            #expect(host.outcome("GET", row.path) == row.outcome, "\(row.path)")
        }
    }

    @Test("T26 an encoded slash is data where the host keeps it, else 400")
    func encodedSlash() throws {
        let routes = ["/a/*", "/a/b/c"].map(RouteSettings.init(key:))
        #expect(try HostUnderTest(routes).outcome("GET", "/a/b%2fc") == "400")
        let keeping = try HostUnderTest(routes, keepsEncodedSlashes: true)
        #expect(keeping.outcome("GET", "/a/b%2fc") == "/a/*")
        #expect(keeping.outcome("GET", "/a/b/c") == "/a/b/c")
        #expect(keeping.outcome("GET", "/a/..%2fb") == "400")
    }
}
