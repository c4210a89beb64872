import TestKit
import Testing

@Suite("RFC 6750 Challenges and requirements", .bearerStage)
struct ChallengeTests {
    static let issuer = TestIssuer.shared

    static func get(_ target: String, _ fields: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: app.test\r\n\(fields)\r\n"
    }

    @Test("Q35 without a credential the challenge is bare")
    func bareChallenge() throws {
        let response = try Stage.required().gateway.exchange(Self.get("/api/x"))
        #expect(response.status == 401)
        let challenge = try #require(response["www-authenticate"])
        #expect(challenge.hasPrefix("Bearer") && !challenge.contains("error"))
        #expect(response["cache-control"] == "no-store")
        #expect(response["content-type"] == "application/problem+json")
    }

    static let withoutCredential = [
        ("another scheme", "Authorization: Basic YTpi\r\n"),
        ("a cookie", "Cookie: a=b\r\n"),
        ("T20 a probe's User-Agent", "User-Agent: kube-probe/1.30\r\n"),
        ("T20 another probe's User-Agent", "User-Agent: GoogleHC/1.0\r\n"),
        ("T21 an empty User-Agent", "User-Agent:\r\n"),
        ("T16 X-Forwarded-Uri", "X-Forwarded-Uri: /public/x\r\n"),
        ("T16 X-Original-URL", "X-Original-URL: /public/x\r\n"),
        ("T16 X-Rewrite-URL", "X-Rewrite-URL: /public/x\r\n"),
        ("T16 X-Forwarded-Method", "X-Forwarded-Method: OPTIONS\r\n"),
        ("X-HTTP-Method-Override", "X-HTTP-Method-Override: OPTIONS\r\n"),
        ("T12 an identity header", "X-User: alice\r\nX-Groups: staff\r\n"),
        ("T15 X-Forwarded-For", "X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\n"),
        ("T02 X-Forwarded-Proto", "X-Forwarded-Proto: https\r\nX_Forwarded_Proto: https\r\n"),
        ("a pre-flight's field on GET", "Access-Control-Request-Method: GET\r\nOrigin: x\r\n"),
        ("an upgrade", "Connection: upgrade\r\nUpgrade: websocket\r\n"),
    ]

    @Test(
        "Q35 T16 T17 T20 T21 no header takes the place of a credential",
        arguments: withoutCredential)
    func noReplacement(name: String, fields: String) throws {
        let stage = try Stage.required()
        for (target, status) in [
            ("/api/x", 401), ("/closed/x", 403), ("/none", 404), ("/public/x", 200),
        ] {
            let marker = Marker()
            let (response, forwarded) = try stage.exchange(
                Self.get("\(target)?\(marker)", fields), marker: marker)
            #expect(response.status == status, "\(target)")
            #expect(forwarded.isEmpty == (status != 200), "\(target)")
        }
    }

    @Test("Q35 T14 two Authorization fields are 400, on public routes too")
    func twoCredentials() throws {
        let stage = try Stage.required()
        let token = try Self.issuer.get().token()
        let twice = "Authorization: Bearer \(token)\r\nauthorization: Bearer \(token)\r\n"
        for target in ["/api/x", "/public/x"] {
            let marker = Marker()
            let (response, forwarded) = try stage.exchange(
                Self.get("\(target)?\(marker)", twice), marker: marker)
            #expect(response.status == 400)
            #expect(forwarded.isEmpty)
        }
    }

    @Test("RFC 9110 §11.1 the scheme's case does not count, its form does")
    func scheme() throws {
        let stage = try Stage.required()
        let token = try Self.issuer.get().token()
        let rows = [
            ("bearer \(token)", 200), ("BEARER \(token)", 200), ("Bearer   \(token)", 200),
            ("Bearer", 401), ("Bearer ", 401), ("Bearer \(token) x", 401),
            ("Bearer \(token),x", 401),
            ("Bearer\t\(token)", 401), ("Bearer\(token)", 401), ("\(token)", 401),
            ("Bearer \"\(token)\"", 401), ("Bearer Bearer \(token)", 401),
        ]
        for (value, status) in rows {
            let response = try stage.gateway.exchange(
                Self.get("/api/x", "Authorization: \(value)\r\n"))
            #expect(
                response.status == status || (status == 401 && response.status == 400),
                "\(value.prefix(20))")
        }
    }

    @Test("Q35 nothing in an answer tells which claim or key was wrong")
    func sameAnswers() throws {
        let stage = try Stage.required()
        let issuer = try Self.issuer.get()
        let answers = try Set(
            [
                issuer.token(.good().setting("exp", "1")),
                issuer.token(.good().setting("aud", #""x""#)),
                issuer.token(.good().setting("iss", #""x""#)),
                issuer.token(.good().removing("sub")),
                issuer.token(Claims.good().json, signedBy: issuer.stranger), "a.b.c", "x",
                issuer.token(header: #"{"alg":"none"}"#),
            ].map { token in
                let response = try stage.present(token).response
                #expect(response.status == 401)
                return "\(response["www-authenticate"] ?? "") \(response.text)"
            })
        #expect(answers.count == 1, "\(answers)")
    }

    @Test("T43 optional means absent is fine; present and bad is 401")
    func optional() throws {
        let stage = try Stage.required()
        let anonymous = try stage.forwarded("X-User: mallory\r\n", target: "/optional/x")
        #expect(anonymous.values(of: "x-user").isEmpty)
        let issuer = try Self.issuer.get()
        try stage.expectValid(issuer.token(), at: "/optional/x")
        try stage.expectInvalid(issuer.token(.good().setting("exp", "1")), at: "/optional/x")
        try stage.expectInvalid(
            issuer.token(.good().setting("iss", #""https://evil.test""#)), at: "/optional/x")
        try stage.expectInvalid("x", at: "/optional/x")
        for value in ["Bearer\t\(try issuer.token())", "Bearer,x", "Bearer=x", "Bearer"] {
            let response = try stage.gateway.exchange(
                "GET /optional/x HTTP/1.1\r\nHost: app.test\r\nAuthorization: \(value)\r\n\r\n")
            #expect(response.status == 401, "\(value)")
        }
    }

    @Test("Q35 T77 a missing scope is 403 on one route and no matter on another, cached or not")
    func scopes() throws {
        let stage = try Stage.required()
        let issuer = try Self.issuer.get()
        let reader = try issuer.token(.good().setting("scope", #""read writes""#))
        let writer = try issuer.token(.good("bob").setting("scope", #""read write""#))
        for _ in 0..<3 {
            try stage.expectValid(reader)
            let (refused, forwarded) = try stage.present(reader, at: "/write/x")
            #expect(refused.status == 403 && forwarded.isEmpty)
            #expect(refused["www-authenticate"]?.contains(#"error="insufficient_scope""#) == true)
            try stage.expectValid(writer, as: "bob", at: "/write/x")
        }
    }

    static let requirements: [(String, String, String, Int)] = [
        ("/staff/x", "groups", #"["guests","staff"]"#, 200),
        ("/staff/x", "groups", #"["guests"]"#, 403),
        ("/staff/x", "groups", #"["Staff"]"#, 403),
        ("/staff/x", "groups", #""staff,admin""#, 403),
        ("/staff/x", "groups", #"{"staff":true}"#, 403),
        ("/staff/x", "groups", #"[["staff"]]"#, 403),
        ("/staff/x", "group", #"["staff"]"#, 403),
        ("/admin/x", "role", #""admin""#, 200),
        ("/admin/x", "role", #"["x","admin"]"#, 200),
        ("/admin/x", "role", #""Admin""#, 403),
        ("/admin/x", "role", "true", 403),
        ("/admin/x", "roles", #""admin""#, 403),
        ("/trusted/x", "role", #""member""#, 200),
        ("/trusted/x", "role", #""guest""#, 403),
        ("/trusted/x", "role", #"["guest"]"#, 403),
        ("/trusted/x", "other", #""member""#, 403),
        ("/trusted/x", "role", #"{"a":"guest"}"#, 403),
    ]

    @Test(
        "Y2 T13 T35 a claim satisfies only what it equals; what cannot be compared denies",
        arguments: requirements)
    func claims(target: String, claim: String, value: String, status: Int) throws {
        let token = try Self.issuer.get().token(.good().setting(claim, value))
        let (response, forwarded) = try Stage.required().present(token, at: target)
        #expect(response.status == status)
        #expect(forwarded.isEmpty == (status == 403))
    }

    @Test("Q30 a key of one issuer does not speak for another")
    func crossIssuer() throws {
        let stage = try Stage.required()
        let issuer = try Self.issuer.get()
        let other = Claims.good("carol").setting("iss", #""https://other.test""#)
        let good = try issuer.token(other.json, signedBy: issuer.stranger)
        try stage.expectValid(good, as: "carol")
        try stage.expectInvalid(good, at: "/local/x")
        try stage.expectInvalid(issuer.token(other))
        try stage.expectInvalid(issuer.token(Claims.good().json, signedBy: issuer.stranger))
    }

    @Test("Q31 a duplicate credential in another place is not looked at")
    func elsewhere() throws {
        let token = try Self.issuer.get().token()
        let stage = try Stage.required()
        let rows = [
            Self.get("/api/x?access_token=\(token)"),
            Self.get("/api/x", "Cookie: access_token=\(token)\r\n"),
            Self.get("/api/x", "X-Authorization: Bearer \(token)\r\n"),
            Self.get("/api/x", "Proxy-Authorization: Bearer \(token)\r\n"),
        ]
        for row in rows { #expect(try stage.gateway.exchange(row).status == 401) }
    }
}
