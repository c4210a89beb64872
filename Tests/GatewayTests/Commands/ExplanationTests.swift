import Codecs
import HTTP
import Telemetry
import Testing
import Transport

@testable import Gateway

@Suite("explain tells what decide decides")
struct ExplanationTests {
    static let routes = """
              GET,HEAD /public/**: {auth: none}
              MOVE /dav/**: {auth: none}
              MOVE /dav/closed/**: {auth: deny}
              /api/**: {auth: bearer, issuer: corp, allow: {scopes: [read]}, rewrite: {strip: /api}}
              /staff/**: {auth: bearer, allow: [{groups: [admins]}, {not: {groups: [guests]}}]}
              /closed/**: {auth: deny}
              /optional/**: {auth: bearer, optional: true, limits: {body: 1KiB}}
        """

    /// A request, the step that refuses it or none, and what is told besides.
    struct Row: Sendable, CustomTestStringConvertible {
        let line: String
        var host = "a.example"
        var fields: [String] = []
        /// Further claims of its token; nil: without one.
        var claims: String?
        let refusedBy: RequestStep?
        let words: [String]

        var testDescription: String { "\(line) \(fields)" }
    }

    static let rows = [
        Row(line: "GET /public/./x", refusedBy: nil, words: ["path /public/x", "anonymous"]),
        Row(line: "GET /public/\u{1}", refusedBy: .receive, words: ["400"]),
        Row(line: "GET /", host: "b.example", refusedBy: .normalize, words: ["421", "b.example"]),
        Row(line: "GET /a%2fb", refusedBy: .normalize, words: ["400"]),
        Row(line: "GET /none", refusedBy: .matchRoute, words: ["404"]),
        Row(line: "POST /public/x", refusedBy: .matchRoute, words: ["405", "GET, HEAD"]),
        Row(
            line: "GET /public/x", fields: ["X-User: root", "x_user: root"], refusedBy: nil,
            words: ["removed: X-User, x_user"]),
        Row(
            line: "OPTIONS /api/x",
            fields: ["Origin: https://b.example", "Access-Control-Request-Method: GET"],
            refusedBy: .answerPreflight, words: ["403"]),
        Row(line: "GET /api/x", refusedBy: .findCredential, words: ["401", "Bearer"]),
        Row(
            line: "GET /api/x", fields: ["Authorization: Bearer x"], refusedBy: .authenticate,
            words: ["401", "three parts"]),
        Row(
            line: "GET /api/x", claims: #"{"scope":"read"}"#, refusedBy: nil,
            words: ["ann, says corp", "yes granted the scope", "X-User: ann", "GET /x HTTP/1.1"]),
        Row(
            line: "GET /api/x", claims: #"{"scope":"write"}"#, refusedBy: .authorize,
            words: ["ann, says corp", "no  granted the scope", "insufficient_scope"]),
        Row(
            line: "GET /staff/x", claims: #"{"groups":["guests"]}"#, refusedBy: .authorize,
            words: ["no  any of", "no  in the group \"admins\"", "yes in the group \"guests\""]),
        Row(line: "GET /closed/x", refusedBy: .authorize, words: ["403", "no one"]),
        Row(
            line: "MOVE /dav/a", fields: ["Destination: /dav/b"], refusedBy: nil,
            words: ["path /dav/b"]),
        Row(
            line: "MOVE /dav/a", fields: ["Destination: /dav/closed/b"],
            refusedBy: .authorizeDestination, words: ["403"]),
        Row(
            line: "PUT /optional/x", fields: ["Content-Length: 1024"], refusedBy: nil,
            words: ["a body of 1024 bytes", "none, which the route lets pass"]),
        Row(
            line: "PUT /optional/x", fields: ["Content-Length: 1025"], refusedBy: .forward,
            words: ["413"]),
    ]

    @Test("each way out of the line is told as it was taken", arguments: rows)
    func tells(row: Row) throws {
        let scene = try DecisionScene(Self.routes)
        var fields = row.fields
        var token = ""
        if let claims = row.claims {
            token = try scene.token(additional: claims)
            fields.append("Authorization: Bearer \(token)")
        }
        let (text, isRefused) = try scene.explain(row.line, host: row.host, fields)
        let refusals = text.split(separator: "\n").filter { $0.contains("refused: ") }
        #expect(isRefused == (row.refusedBy != nil), "\(text)")
        #expect(refusals.count == (row.refusedBy == nil ? 0 : 1), "\(text)")
        if let step = row.refusedBy {
            #expect(refusals.first?.hasPrefix("  \(step.rawValue) ") == true, "\(text)")
            #expect(!text.contains("\n  forward ") || step == .forward, "\(text)")
        } else {
            #expect(text.contains("to http://127.0.0.1:9"), "\(text)")
        }
        for word in row.words { #expect(text.contains(word), "\(word) in \(text)") }
        #expect(token.isEmpty || !text.contains(token), "T91 the token is shown")
        // What decide says where it can be asked by itself.
        guard row.refusedBy != .receive, row.refusedBy != .forward else { return }
        let outcome = try scene.decide(row.line, host: row.host, fields)
        #expect(isRefused == (outcome.status != 200))
        if isRefused { #expect(text.contains("\n  \(outcome.status) "), "\(text)") }
    }

    @Test("a refusal's step is said of every refusal, and in words")
    func everyRefusal() {
        for refusal in RefusalSamples.all {
            #expect(RequestStep.allCases.contains(refusal.step))
            #expect(!refusal.sentence.isEmpty)
        }
    }

    @Test("a request is written as a client writes it")
    func bytes() throws {
        var request = ExplainedRequest()
        request.url = "http://a.example:80/x?y=1#fragment"
        request.fields = ["Accept: */*"]
        #expect(
            try String(decoding: request.bytes(token: Array("t".utf8)), as: UTF8.self)
                == "GET /x?y=1 HTTP/1.1\r\nHost: a.example:80\r\nAccept: */*\r\n"
                + "Authorization: Bearer t\r\n\r\n")
        request.url = "https://a.example?q"
        request.fields = ["host: b.example"]
        #expect(
            try String(decoding: request.bytes(token: nil), as: UTF8.self)
                == "GET /?q HTTP/1.1\r\nhost: b.example\r\n\r\n")
        for url in ["", "a.example/x", "ftp://a.example/", "http://a/\r\nX: y"] {
            request.url = url
            #expect(throws: CommandFault.self) { try request.bytes(token: nil) }
        }
    }
}

extension DecisionScene {
    /// What `explain` tells of a request given as `decide` takes it.
    fileprivate func explain(
        _ requestLine: String, host: String, _ lines: [String]
    ) throws -> (text: String, isRefused: Bool) {
        let worker = try Worker(
            loop: EventLoop(), snapshot: snapshot,
            metrics: Metrics(decisions: [], parseFaults: []).makePart(), accessLog: nil,
            requestIDPrefix: 1,
            clock: SteadyWallClock(startingAt: Self.now, Instant(nanoseconds: 0)))
        let origin = Origin(
            listener: 0, client: ClientFacts(address: nil, scheme: .http, port: 80))
        var explanation = Explanation(
            by: worker, from: origin, at: Moment(wall: Self.now, session: Self.now))
        let head = [requestLine + " HTTP/1.1", "Host: \(host)"] + lines + ["", ""]
        let bytes = Array(head.joined(separator: "\r\n").utf8)
        let isRefused = explanation.explain(bytes.span)
        return (explanation.text, isRefused)
    }
}
