import TestKit
import Testing

@Suite("Routes: hosts, methods, pre-flights", .routeStage)
struct RoutePolicyTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        let status: Int

        init(_ name: String, _ line: String, host: String = "app.test", _ status: Int) {
            self.name = name
            request = "\(line)?%M HTTP/1.1\r\nHost: \(host)\r\nContent-Length: 0\r\n\r\n"
            self.status = status
        }

        var testDescription: String { name }
    }

    static let rows = [
        Row("Q9 a known host without a route", "GET /nowhere", 404),
        Row("Q9 a host that nobody knows", "GET /read/x", host: "nobody.example", 421),
        Row("a method that is listed", "GET /read/x", 200),
        Row("T33 GET does not imply HEAD", "HEAD /only", 405),
        Row("T33 a known method that no route lists", "POST /read/x", 405),
        Row("T33 a case variant", "get /read/x", 501),
        Row("a method of one's own that is listed", "FETCH /own/x", 200),
        Row("T33 a method that another route lists", "FETCH /read/x", 405),
        Row("the route with the method is more specific", "DELETE /mixed/x", 403),
        Row("the route without a method takes the rest", "PATCH /mixed/x", 200),
        Row("deny", "GET /closed/x", 403),
        Row("a wildcard host", "GET /x", host: "a.wild.test", 200),
        Row("a wildcard host is at least one label", "GET /x", host: "wild.test", 421),
        Row("the longest wildcard wins", "GET /x", host: "a.b.wild.test", 403),
        Row("an exact host wins", "GET /x", host: "exact.wild.test", 403),
    ]

    @Test("Y1 Q9 T33 one route or none", arguments: rows)
    func routes(row: Row) throws {
        let stage = try Stage.required()
        let marker = Marker()
        let request = row.request.filling(marker)
        let (response, forwarded) = try stage.exchange(request, marker: marker)
        #expect(response.status == row.status)
        #expect(forwarded.isEmpty == (row.status != 200))
    }

    @Test("T33 405 says in Allow what is allowed")
    func allow() throws {
        let response = try Stage.required().gateway.exchange(
            "POST /read/x HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n")
        let allowed = response["allow"]?.split(separator: ",").map { $0.filter { $0 != " " } }
        #expect(allowed.map(Set.init)?.isSuperset(of: ["GET", "HEAD"]) == true)
        #expect(allowed?.contains("POST") == false)
    }

    @Test(
        "Y3 a refusal is a problem document that says no more than it must",
        arguments: [404, 403, 421, 405])
    func problems(status: Int) throws {
        let (target, host, method) =
            switch status {
            case 404: ("/nowhere", "app.test", "GET")
            case 403: ("/closed/x", "app.test", "GET")
            case 421: ("/x", "nobody.example", "GET")
            default: ("/only", "app.test", "PUT")
            }
        let response = try Stage.required().gateway.exchange(
            "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\nContent-Length: 0\r\n\r\n")
        #expect(response.status == status)
        #expect(response["content-type"] == "application/problem+json")
        let problem = try #require(JSONLine(response.text))
        #expect(problem["status"] == "\(status)")
        #expect(problem["title"] != nil)
        #expect(problem.names.isSubset(of: ["type", "title", "status"]))
    }

    @Test("RFC 9110 §9.3.2 a refusal of HEAD has no body that the next answer would stumble over")
    func refusedHead() throws {
        let client = try Stage.required().gateway.connect()
        for target in ["/nowhere", "/closed/x", "/only", "/cors/x"] {
            let refused = try client.exchange("HEAD \(target) HTTP/1.1\r\nHost: app.test\r\n\r\n")
            #expect((400..<500).contains(refused.status))
            #expect(
                try client.exchange("GET /read/x HTTP/1.1\r\nHost: app.test\r\n\r\n").text == "ok")
        }
    }

    static func preflight(_ target: String, _ origin: String, _ method: String = "GET") -> String {
        "OPTIONS \(target) HTTP/1.1\r\nHost: app.test\r\nOrigin: \(origin)\r\n"
            + "Access-Control-Request-Method: \(method)\r\nX-User: mallory\r\n\r\n"
    }

    @Test("T10 a pre-flight is answered here and never goes upstream")
    func preflights() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let good = try stage.gateway.exchange(
            Self.preflight("/cors/x?\(marker)", "https://page.test"))
        #expect(good.status == 204 || good.status == 200)
        #expect(good["access-control-allow-origin"] == "https://page.test")
        for request in [
            Self.preflight("/cors/x?\(marker)", "https://evil.test"),
            Self.preflight("/cors/x?\(marker)", "https://page.test.evil.test"),
            Self.preflight("/cors/x?\(marker)", "null"),
            Self.preflight("/read/x?\(marker)", "https://page.test"),
            Self.preflight("/closed/x?\(marker)", "https://page.test"),
        ] {
            let response = try stage.gateway.exchange(request)
            #expect(response.status == 403)
            #expect(response.values(of: "access-control-allow-origin").isEmpty)
        }
        #expect(!stage.upstream.hasSeen(marker.text))
    }
}

extension Trait where Self == StageTrait {
    fileprivate static var routeStage: StageTrait {
        stage { plan in
            let issuer = try TestIssuer.shared.get()
            try plan.folder.write(issuer.keySet, to: "keys.json")
            return """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: off}
                issuers:
                  local: {issuer: https://issuer.test, audience: [api], keys: {file: keys.json}}
                identity: {X-User: sub}
                hosts:
                  app.test:
                    upstream: http://\(plan.upstream)
                    routes:
                      GET,HEAD /read/**: {auth: none}
                      GET /only: {auth: none}
                      FETCH /own/**: {auth: none}
                      /mixed/**: {auth: none}
                      DELETE /mixed/**: {auth: deny}
                      /closed/**: {auth: deny}
                      /cors/**: {auth: bearer, cors: {origins: ["https://page.test"]}}
                  "*.wild.test":
                    upstream: http://\(plan.upstream)
                    routes: {"/**": {auth: none}}
                  "*.b.wild.test":
                    routes: {"/**": {auth: deny}}
                  exact.wild.test:
                    routes: {"/**": {auth: deny}}
                """
        }
    }
}
