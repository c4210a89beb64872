import Codecs
import HTTP
import Testing

@testable import Gateway

/// The line of a request, decided without a socket: what each step refuses, in which order, and what
/// comes out at the end.
@Suite("The line of a request")
struct RequestHandlerTests {
    private static let routes = """
              /public/**: {auth: none}
              /closed/**: {auth: deny}
              GET /api/**: {auth: bearer}
              /corp/**: {auth: bearer, issuer: corp}
              /maybe/**: {auth: bearer, optional: true}
              /staff/**: {auth: bearer, allow: {groups: [staff]}}
              /read/**: {auth: bearer, allow: {scopes: [read]}}
              /wiki/**: {auth: none, rewrite: {strip: /wiki}}
              GET,LOCKDOWN /page: {auth: none, cors: {origins: ["https://app.example"]}}
        """

    @Test("a public route is forwarded without a credential, and without an identity")
    func publicRoute() throws {
        let scene = try DecisionScene(Self.routes)
        let outcome = try scene.decide("GET /public/a", ["Authorization: Bearer nonsense"])
        #expect(outcome.status == 200)
        #expect(outcome.identity.isEmpty)
    }

    @Test("Q35 a good token is forwarded with the identity it names")
    func bearer() throws {
        let scene = try DecisionScene(Self.routes)
        let token = try scene.token(additional: #"{"groups":["staff","dev,ops"]}"#)
        let outcome = try scene.decide("GET /api/a", ["Authorization: Bearer \(token)"])
        #expect(outcome.status == 200)
        #expect(outcome.identity == "X-User: ann\r\nX-Groups: staff,dev%2Cops\r\n")
    }

    @Test(
        "each refusal has its status and its reason",
        arguments: [
            ("GET /api/a", "b.example", 421, ReasonCode.hostUnknown),
            ("GET /nowhere", "a.example", 404, .noRoute),
            ("POST /api/a", "a.example", 405, .methodNotAllowed),
            ("get /api/a", "a.example", 501, .methodNotAllowed),
            ("TRACE /api/a", "a.example", 405, .methodNotAllowed),
            ("GET /api/%2fa", "a.example", 400, .malformedRequest),
            ("GET /closed/a", "a.example", 403, .denied),
            ("GET /api/a", "a.example", 401, .noCredential),
            ("GET /staff/a", "a.example", 401, .noCredential),
        ])
    func refusals(line: String, host: String, status: Int, reason: ReasonCode) throws {
        let outcome = try DecisionScene(Self.routes).decide(line, host: host)
        #expect(outcome.status == status)
        #expect(outcome.reason == reason)
    }

    @Test("unknown host and unknown path are refused before any credential is looked at")
    func orderOfRefusal() throws {
        let scene = try DecisionScene(Self.routes)
        let bad = ["Authorization: Bearer x"]
        #expect(try scene.decide("GET /a", host: "b.example", bad).status == 421)
        #expect(try scene.decide("GET /nowhere", bad).status == 404)
    }

    @Test("T43 optional means absent: a token that is present and bad is refused")
    func optionalCredential() throws {
        let scene = try DecisionScene(Self.routes)
        #expect(try scene.decide("GET /maybe/a").status == 200)
        let bad = try scene.decide("GET /maybe/a", ["Authorization: Bearer a.b.c"])
        #expect(bad.status == 401)
        let expired = try scene.token(expiresIn: -60)
        let outcome = try scene.decide("GET /maybe/a", ["Authorization: Bearer \(expired)"])
        #expect(outcome.reason == .tokenExpired)
    }

    @Test("another scheme than Bearer is no credential of ours")
    func otherScheme() throws {
        let scene = try DecisionScene(Self.routes)
        let outcome = try scene.decide("GET /api/a", ["Authorization: Basic YTpi"])
        #expect(outcome.reason == .noCredential)
        #expect(try scene.decide("GET /api/a", ["Authorization: Bearer"]).status == 401)
    }

    @Test("T77 what is remembered of a token is who, not what it may do")
    func cacheHoldsIdentityOnly() throws {
        let scene = try DecisionScene(Self.routes)
        let header = ["Authorization: Bearer \(try scene.token())"]
        #expect(try scene.decide("GET /api/a", header).status == 200)
        #expect(try scene.decide("GET /staff/a", header).reason == .requirementNotSatisfied)
        #expect(try scene.decide("GET /read/a", header).reason == .insufficientScope)
    }

    @Test("T78 a token remembered for one set of issuers is not known to another")
    func cacheKnowsIssuers() throws {
        let scene = try DecisionScene(Self.routes)
        let header = ["Authorization: Bearer \(try scene.token(by: "other"))"]
        #expect(try scene.decide("GET /api/a", header).status == 200)
        #expect(try scene.decide("GET /corp/a", header).reason == .tokenIssuer)
        #expect(try scene.decide("GET /api/a", header).status == 200)
    }

    @Test("a remembered token is refused from its expiry and the skew on, to the second")
    func cacheExpires() throws {
        let scene = try DecisionScene(Self.routes)
        let header = ["Authorization: Bearer \(try scene.token(expiresIn: 100))"]
        let end = DecisionScene.now.secondsSince1970 + 100 + 30
        #expect(try scene.decide("GET /api/a", header).status == 200)
        #expect(
            try scene.decide("GET /api/a", header, at: .init(secondsSince1970: end - 1)).status
                == 200)
        #expect(
            try scene.decide("GET /api/a", header, at: .init(secondsSince1970: end)).reason
                == .tokenExpired)
    }

    @Test("a new snapshot forgets what was verified under the old one")
    func generations() throws {
        let scene = try DecisionScene(Self.routes)
        let header = ["Authorization: Bearer \(try scene.token())"]
        #expect(try scene.decide("GET /api/a", header).status == 200)
        try scene.rebuild()
        #expect(try scene.decide("GET /api/a", header).status == 200)
    }

    @Test("Y3 a pre-flight is answered for the method it asks about, whatever the credential")
    func preflight() throws {
        let scene = try DecisionScene(Self.routes)
        let ask = ["Origin: https://app.example", "Access-Control-Request-Method: GET"]
        #expect(try scene.decide("OPTIONS /page", ask).reason == .preflightAnswered)
        let stranger = ["Origin: https://evil.example", "Access-Control-Request-Method: GET"]
        #expect(try scene.decide("OPTIONS /page", stranger).reason == .preflightRefused)
        #expect(try scene.decide("OPTIONS /api/a", ask).reason == .preflightRefused)
        let listed = ["Origin: https://app.example", "Access-Control-Request-Method: LOCKDOWN"]
        #expect(try scene.decide("OPTIONS /page", listed).reason == .preflightAnswered)
    }

    @Test(
        "T29 a rewritten path must be allowed where it leads, too",
        arguments: [
            ("/wiki/a", 200, ReasonCode.permitted), ("/wiki/closed/a", 403, .denied),
            ("/wiki/api/a", 401, .noCredential), ("/wiki/public/a", 200, .permitted),
            ("/wiki/wiki/a", 200, .permitted), ("/wiki", 200, .permitted),
            ("/wikis", 404, .noRoute),
        ])
    func rewrite(path: String, status: Int, reason: ReasonCode) throws {
        let outcome = try DecisionScene(Self.routes).decide("GET \(path)")
        #expect(outcome.status == status)
        #expect(outcome.reason == reason)
        if status == 200 { #expect(!outcome.path.hasPrefix("/wiki") || path == "/wiki/wiki/a") }
    }

    @Test(
        "a WebDAV Destination must be allowed like the target",
        arguments: [
            ("/public/b", 200), ("http://a.example/public/b", 200), ("/closed/b", 403),
            ("/corp/b", 401), ("/api/b", 403), ("http://b.example/public/b", 403),
            ("//b.example/public/b", 403),
            ("/public/%2fb", 403), ("/nowhere", 403), ("ftp://a.example/public/b", 403),
            ("/public/../closed/b", 403), ("", 403),
        ])
    func destination(destination: String, status: Int) throws {
        let scene = try DecisionScene(Self.routes)
        let outcome = try scene.decide("MOVE /public/a", ["Destination: \(destination)"])
        #expect(outcome.status == status)
    }

    @Test("T80 no refusal has a status below 400, but for what is an answer by itself")
    func everyRefusalRefuses() {
        let answers: [ReasonCode] = [.preflightAnswered, .redirected]
        for refusal in RefusalSamples.all where !answers.contains(refusal.outcome.reason) {
            #expect((400...599).contains(Int(refusal.outcome.status.rawValue)), "\(refusal)")
        }
    }
}
