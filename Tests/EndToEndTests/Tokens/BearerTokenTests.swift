import TestKit
import Testing

/// A token and what makes it special.
struct TokenRow: Sendable, CustomTestStringConvertible {
    let name: String
    let make: @Sendable (TestIssuer) throws -> String

    init(_ name: String, _ make: @escaping @Sendable (TestIssuer) throws -> String) {
        self.name = name
        self.make = make
    }

    var testDescription: String { name }
}

@Suite("RFC 7519, RFC 8725 Bearer tokens", .bearerStage)
struct BearerTokenTests {
    static let issuer = TestIssuer.shared

    @Test("Q30 every algorithm verifies with its key", arguments: TestIssuer.algorithms)
    func algorithms(algorithm: String) throws {
        try Stage.required().expectValid(Self.issuer.get().token(.good(), algorithm))
    }

    @Test(
        "Q30 T38 a shared secret serves only its own issuer",
        arguments: TestIssuer.symmetricAlgorithms)
    func symmetric(algorithm: String) throws {
        let stage = try Stage.required()
        let claims = Claims.good().setting("iss", #""https://shared.test""#)
        try stage.expectValid(Self.issuer.get().token(claims, algorithm), at: "/shared/x")
        try stage.expectInvalid(Self.issuer.get().token(.good(), algorithm), at: "/shared/x")
        try stage.expectInvalid(Self.issuer.get().token(.good(), algorithm), at: "/local/x")
    }

    static let valid = [
        TokenRow("without typ") { try $0.token(header: #"{"alg":"ES256","kid":"key-ES256"}"#) },
        TokenRow("typ at+jwt") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","typ":"at+jwt"}"#)
        },
        TokenRow("typ in upper case") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","typ":"JWT"}"#)
        },
        TokenRow("without kid") { try $0.token(header: #"{"alg":"ES256"}"#) },
        TokenRow("Q33 T41 jku, jwk, x5u and x5c are ignored") {
            try $0.token(
                header:
                    #"{"alg":"ES256","kid":"key-ES256","jku":"http://127.0.0.1:1/","x5u":"http://127.0.0.1:1/","jwk":\#($0.stranger.jwk),"x5c":["AA=="]}"#
            )
        },
        TokenRow("Q34 T45 aud as an array") {
            try $0.token(.good().setting("aud", #"["x","web"]"#))
        },
        TokenRow("Q34 exp within the skew") {
            try $0.token(.good().setting("exp", "\(Claims.now - 5)"))
        },
        TokenRow("Q34 nbf within the skew") {
            try $0.token(.good().setting("nbf", "\(Claims.now + 5)"))
        },
        TokenRow("T46 exp with a fraction") {
            try $0.token(.good().setting("exp", "\(Claims.now + 60).5"))
        },
        TokenRow("without iat") { try $0.token(.good().removing("iat")) },
        TokenRow("Q31 depth 16") {
            try $0.token(
                .good().setting(
                    "x", String(repeating: "[", count: 15) + String(repeating: "]", count: 15)))
        },
        TokenRow("Q31 a number beyond every range that nobody reads") {
            try $0.token(.good().setting("x", "1e400"))
        },
        TokenRow("Q31 white space in the JSON") {
            try $0.token(.good().setting("x", "[ 1 ,\n2 ]"))
        },
    ]

    @Test("Q31 Q33 Q34 accepts what is legal", arguments: valid)
    func accepts(row: TokenRow) throws {
        try Stage.required().expectValid(row.make(Self.issuer.get()))
    }

    static let invalidClaims = [
        TokenRow("Q34 another issuer") {
            try $0.token(.good().setting("iss", #""https://evil.test""#))
        },
        TokenRow("Q34 the issuer with a slash") {
            try $0.token(.good().setting("iss", #""https://issuer.test/""#))
        },
        TokenRow("Q34 the issuer in upper case") {
            try $0.token(.good().setting("iss", #""HTTPS://issuer.test""#))
        },
        TokenRow("Q34 T44 no issuer") { try $0.token(.good().removing("iss")) },
        TokenRow("Q34 an issuer that is no text") {
            try $0.token(.good().setting("iss", #"["https://issuer.test"]"#))
        },
        TokenRow("Q34 another audience") { try $0.token(.good().setting("aud", #""apis""#)) },
        TokenRow("Q34 the audience in upper case") {
            try $0.token(.good().setting("aud", #""API""#))
        },
        TokenRow("Q34 T44 no audience") { try $0.token(.good().removing("aud")) },
        TokenRow("T45 an empty audience list") { try $0.token(.good().setting("aud", "[]")) },
        TokenRow("T45 an audience that is an object") {
            try $0.token(.good().setting("aud", #"{"api":true}"#))
        },
        TokenRow("T45 an audience list with a number") {
            try $0.token(.good().setting("aud", #"[1,"api"]"#))
        },
        TokenRow("T45 a null audience") { try $0.token(.good().setting("aud", "null")) },
        TokenRow("Q34 T46 no exp") { try $0.token(.good().removing("exp")) },
        TokenRow("Q34 expired beyond the skew") {
            try $0.token(.good().setting("exp", "\(Claims.now - 32)"))
        },
        TokenRow("T46 exp 1e300") { try $0.token(.good().setting("exp", "1e300")) },
        TokenRow("T46 Q40 exp 1e400") { try $0.token(.good().setting("exp", "1e400")) },
        TokenRow("T46 Q40 exp 2^63") {
            try $0.token(.good().setting("exp", "9223372036854775808"))
        },
        TokenRow("T46 exp as text") {
            try $0.token(.good().setting("exp", "\"\(Claims.now + 300)\""))
        },
        TokenRow("T46 exp null") { try $0.token(.good().setting("exp", "null")) },
        TokenRow("T46 exp true") { try $0.token(.good().setting("exp", "true")) },
        TokenRow("T46 exp negative") { try $0.token(.good().setting("exp", "-1")) },
        TokenRow("Q34 nbf in the future") {
            try $0.token(.good().setting("nbf", "\(Claims.now + 120)"))
        },
        TokenRow("Q34 nbf as text") { try $0.token(.good().setting("nbf", #""0""#)) },
        TokenRow("Q34 no subject") { try $0.token(.good().removing("sub")) },
        TokenRow("Q34 an empty subject") { try $0.token(.good("")) },
        TokenRow("Q34 a subject that is no text") { try $0.token(.good().setting("sub", "1")) },
        TokenRow("Q31 T49 a claim twice") { try $0.token(.good().adding("sub", #""mallory""#)) },
        TokenRow("Q31 T49 a claim twice, once escaped") {
            try $0.token(.good().adding(#"s\u0075b"#, #""mallory""#))
        },
        TokenRow("Q31 T49 depth 17") {
            try $0.token(
                .good().setting(
                    "x", String(repeating: "[", count: 16) + String(repeating: "]", count: 16)))
        },
        TokenRow("Q31 T49 Q40 depth 2,000") {
            try $0.token(
                .good().setting(
                    "x", String(repeating: "[", count: 2_000) + String(repeating: "]", count: 2_000)
                ))
        },
        TokenRow("Q31 a lone surrogate") { try $0.token(.good().setting("x", #""\ud800""#)) },
        TokenRow("Q31 a claims list") { try $0.token("[]", signedBy: $0.key("ES256")) },
        TokenRow("Q31 no JSON") { try $0.token("alice", signedBy: $0.key("ES256")) },
        TokenRow("Q31 something after the JSON") {
            try $0.token(Claims.good().json + "x", signedBy: $0.key("ES256"))
        },
        TokenRow("Q31 a byte order mark") {
            try $0.token("\u{FEFF}" + Claims.good().json, signedBy: $0.key("ES256"))
        },
        TokenRow("Q31 NaN") { try $0.token(.good().setting("x", "NaN")) },
        TokenRow("Q31 a trailing comma") { try $0.token(.good().setting("x", "[1,]")) },
    ]

    @Test("Q31 Q34 T44 T45 T46 T49 refuses claims that are not right", arguments: invalidClaims)
    func refusesClaims(row: TokenRow) throws {
        try Stage.required().expectInvalid(row.make(Self.issuer.get()))
    }

    static let invalidHeaders = [
        TokenRow("T38 none") { try $0.token(header: #"{"alg":"none"}"#) },
        TokenRow("T38 None") { try $0.token(header: #"{"alg":"None","kid":"key-ES256"}"#) },
        TokenRow("T38 NONE") { try $0.token(header: #"{"alg":"NONE"}"#) },
        TokenRow("T38 none without a signature") {
            try $0.token(header: #"{"alg":"none"}"#).split(separator: ".").dropLast().joined(
                separator: ".") + "."
        },
        TokenRow("T38 no alg") { try $0.token(header: #"{"kid":"key-ES256"}"#) },
        TokenRow("T38 alg is no text") {
            try $0.token(header: #"{"alg":["ES256"],"kid":"key-ES256"}"#)
        },
        TokenRow("T38 alg of another case") {
            try $0.token(header: #"{"alg":"es256","kid":"key-ES256"}"#)
        },
        TokenRow("T38 an algorithm nobody has") {
            try $0.token(header: #"{"alg":"ES256K","kid":"key-ES256"}"#)
        },
        TokenRow("T38 confusion: HS256 with the JWK as the secret") {
            try $0.confused($0.key("RS256").jwk, keyID: "key-RS256")
        },
        TokenRow("T38 confusion: HS256 with the key set as the secret") {
            try $0.confused($0.keySet, keyID: "key-RS256")
        },
        TokenRow("T38 HS256 with an empty kid") { try $0.confused("x", keyID: "") },
        TokenRow("Q30 RS256 by the key for PS256") {
            try $0.token(header: #"{"alg":"RS256","kid":"key-PS256"}"#)
        },
        TokenRow("Q30 the kid of another type") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-RS256"}"#)
        },
        TokenRow("Q30 an unknown kid") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-unknown"}"#)
        },
        TokenRow("Q30 a kid that is a path") {
            try $0.token(header: #"{"alg":"ES256","kid":"../../etc/passwd"}"#)
        },
        TokenRow("Q30 a kid that is a number") {
            try $0.token(header: #"{"alg":"ES256","kid":1}"#)
        },
        TokenRow("T41 signed by the embedded key") {
            try $0.token(
                Claims.good().json, signedBy: $0.stranger,
                header: #"{"alg":"ES256","jwk":\#($0.stranger.jwk)}"#)
        },
        TokenRow("a stranger's signature") {
            try $0.token(Claims.good().json, signedBy: $0.stranger)
        },
        TokenRow("Q33 T42 crit") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","crit":["x"],"x":1}"#)
        },
        TokenRow("Q33 T42 crit b64") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","crit":["b64"],"b64":true}"#)
        },
        TokenRow("Q33 T42 crit empty") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","crit":[]}"#)
        },
        TokenRow("Q33 T42 crit null") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","crit":null}"#)
        },
        TokenRow("Q33 typ of another kind") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","typ":"logout+jwt"}"#)
        },
        TokenRow("Q33 typ is no text") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","typ":1}"#)
        },
        TokenRow("T39 enc in the header") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","enc":"A128GCM"}"#)
        },
        TokenRow("zip in the header") {
            try $0.token(header: #"{"alg":"ES256","kid":"key-ES256","zip":"DEF"}"#)
        },
        TokenRow("Q31 T49 alg twice") {
            try $0.token(header: #"{"alg":"ES256","alg":"none","kid":"key-ES256"}"#)
        },
        TokenRow("Q31 a header that is a list") { try $0.token(header: #"["ES256"]"#) },
    ]

    @Test("Q30 Q33 T38 T39 T41 T42 refuses headers that lead astray", arguments: invalidHeaders)
    func refusesHeaders(row: TokenRow) throws {
        try Stage.required().expectInvalid(row.make(Self.issuer.get()))
    }

    @Test("Q33 T41 an address in a token is never fetched")
    func neverFetches() throws {
        let stage = try Stage.required()
        let marker = Marker()
        let address = "http://\(stage.upstream.endpoint)/\(marker)"
        let header = #"{"alg":"ES256","kid":"nobody","jku":"\#(address)","x5u":"\#(address)"}"#
        try stage.expectInvalid(Self.issuer.get().token(header: header))
        #expect(!stage.upstream.hasSeen(marker.text))
    }
}

extension TestIssuer {
    /// A token signed with HS256 where `publicText`, known to everyone, is the secret.
    func confused(_ publicText: String, keyID: String) throws -> String {
        try token(
            Claims.good().json, signedBy: .symmetric(publicText, "HS256", keyID: keyID))
    }
}
