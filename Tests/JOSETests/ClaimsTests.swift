import Codecs
import Testing

@testable import JOSE

@Suite("RFC 7519 §4.1 registered claims")
struct ClaimsTests {
    static let now = TestIssuer.now.secondsSince1970

    /// The fault of a token with one claim replaced, added or left out.
    static func fault(
        _ name: String, _ value: String?, changing rules: (inout TokenRules) -> Void = { _ in }
    ) throws -> TokenFault? {
        let issuer = try TestIssuer(.edDSA)
        var changed = issuer.rules
        rules(&changed)
        return try TokenVerifier(changed)
            .fault(of: issuer.token(claims: TestIssuer.claims(name, value)))
    }

    @Test(
        "Q34 iss is ours, byte for byte",
        arguments: [
            nil, "null", "1", "[\"https://issuer.example\"]", "\"\"", "\"https://issuer.example/\"",
            "\"https://issuer.exampl\"", "\"HTTPS://issuer.example\"",
            "\"https://issuer.example \"",
            "\"https://issuer.example\\u0000\"",
        ])
    func issuer(value: String?) throws {
        #expect(try Self.fault("iss", value) == .wrongIssuer)
    }

    @Test("an escape in iss is the character it stands for")
    func escapedIssuer() throws {
        #expect(try Self.fault("iss", "\"https:\\/\\/issuer.ex\\u0061mple\"") == nil)
    }

    @Test(
        "T45 aud is a string or an array of strings, and one of them is ours",
        arguments: [
            ("\"api\"", true), ("[\"api\"]", true), ("[\"other\",\"api\"]", true),
            ("[\"api\",\"other\"]", true), (nil, false), ("null", false), ("\"\"", false),
            ("[]", false), ("\"API\"", false), ("\"apis\"", false), ("\"ap\"", false),
            ("[\"other\"]", false), ("[[\"api\"]]", false), ("{\"api\":true}", false),
            ("{\"0\":\"api\"}", false), ("[\"api\",1]", false), ("[1,\"api\"]", false),
            ("[\"api\",null]", false), ("1", false), ("true", false),
        ])
    func audience(value: String?, isAccepted: Bool) throws {
        #expect(try Self.fault("aud", value) == (isAccepted ? nil : .wrongAudience))
    }

    @Test("one of several audiences of ours suffices")
    func audiences() throws {
        for value in ["\"api\"", "\"web\"", "[\"x\",\"web\"]"] {
            #expect(try Self.fault("aud", value) { $0.audiences = ["api", "web"] } == nil)
        }
        #expect(try Self.fault("aud", "\"x\"") { $0.audiences = ["api", "web"] } == .wrongAudience)
    }

    @Test("T44 rules without issuer or audience are not put in force")
    func incompleteRules() throws {
        var rules = try TestIssuer().rules
        rules.audiences = []
        #expect(throws: TokenRulesFault.noAudience) { _ = try TokenVerifier(rules) }
        rules.audiences = ["api", ""]
        #expect(throws: TokenRulesFault.noAudience) { _ = try TokenVerifier(rules) }
        rules.audiences = ["api"]
        rules.issuer = ""
        #expect(throws: TokenRulesFault.noIssuer) { _ = try TokenVerifier(rules) }
    }

    @Test("T46 exp is required and holds up to the clock skew, to the second")
    func expiry() throws {
        #expect(try Self.fault("exp", nil) == .missingExpiry)
        #expect(try Self.fault("exp", "\(Self.now + 1)") == nil)
        #expect(try Self.fault("exp", "\(Self.now)") == nil)
        #expect(try Self.fault("exp", "\(Self.now - 29)") == nil)
        #expect(try Self.fault("exp", "\(Self.now - 30)") == .expired)
        #expect(try Self.fault("exp", "\(Self.now - 31)") == .expired)
        #expect(try Self.fault("exp", "0") == .expired)
        #expect(try Self.fault("exp", "-1") == .expired)
    }

    @Test("nbf is honoured with the clock skew, to the second")
    func notBefore() throws {
        #expect(try Self.fault("nbf", "\(Self.now - 1_000)") == nil)
        #expect(try Self.fault("nbf", "\(Self.now + 30)") == nil)
        #expect(try Self.fault("nbf", "\(Self.now + 31)") == .notYetValid)
    }

    @Test("iat in the future by more than the clock skew")
    func issuedAt() throws {
        #expect(try Self.fault("iat", "\(Self.now - 1_000_000)") == nil)
        #expect(try Self.fault("iat", "\(Self.now + 30)") == nil)
        #expect(try Self.fault("iat", "\(Self.now + 31)") == .issuedInFuture)
    }

    @Test("no clock skew, the longest, and no longer")
    func clockSkew() throws {
        #expect(try Self.fault("exp", "\(Self.now)") { $0.clockSkew = .zero } == .expired)
        #expect(try Self.fault("exp", "\(Self.now + 1)") { $0.clockSkew = .zero } == nil)
        #expect(try Self.fault("exp", "\(Self.now - 299)") { $0.clockSkew = .seconds(300) } == nil)
        for skew in [Duration.seconds(-1), .seconds(301)] {
            var rules = try TestIssuer().rules
            rules.clockSkew = skew
            #expect(throws: TokenRulesFault.clockSkew) { _ = try TokenVerifier(rules) }
        }
    }

    @Test("fractions of a second are rounded down")
    func fractions() throws {
        #expect(try Self.fault("exp", "\(Self.now - 29).999") == nil)
        #expect(try Self.fault("exp", "\(Self.now - 30).999") == .expired)
        #expect(try Self.fault("nbf", "\(Self.now + 30).999") == nil)
    }

    @Test(
        "T46 a time that is no time traps nothing",
        arguments: ["exp", "nbf", "iat"],
        [
            "1e300", "1e400", "-1e400", "1e-400", "99999999999999999999", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "253402300800", "\"1800000300\"", "null",
            "true", "[1800000300]", "{}", "\"\"",
        ])
    func badTimes(name: String, value: String) throws {
        let fault = try Self.fault(name, value)
        // 1e-400 is a number that rounds to 1970.
        let isNumberInRange = value == "1e-400"
        if !isNumberInRange { #expect(fault == .invalidTime) }
    }

    @Test(
        "Q34 sub is a string that says something",
        arguments: [
            (nil, false), ("null", false), ("\"\"", false), ("1", false), ("[\"a\"]", false),
            ("\"a\"", true), ("\" \"", true), ("\"ä\"", true),
        ])
    func subject(value: String?, isAccepted: Bool) throws {
        #expect(try Self.fault("sub", value) == (isAccepted ? nil : .missingSubject))
    }

    @Test("T54 a token of another kind is refused by its typ before anything else")
    func types() throws {
        let issuer = try TestIssuer()
        let verifier = try issuer.verifier
        func fault(_ type: String, _ verifier: TokenVerifier) throws -> TokenFault? {
            verifier.fault(of: try issuer.token(header: issuer.header(",\"typ\":\"\(type)\"")))
        }
        for type in ["JWT", "at+jwt", "application/at+jwt"] {
            #expect(try fault(type, verifier) == nil)
        }
        for type in ["logout+jwt", "dpop+jwt", "secevent+jwt", "", "JOSE", "sallyport-link+jwt"] {
            #expect(try fault(type, verifier) == .wrongType)
        }
        var rules = issuer.rules
        rules.types = [.accessToken]
        let strict = try TokenVerifier(rules)
        #expect(try fault("at+jwt", strict) == nil)
        #expect(try fault("JWT", strict) == .wrongType)
        #expect(strict.fault(of: try issuer.token()) == .wrongType)
    }

    @Test("T53 an unsigned change of spelling is no second token")
    func respelled() throws {
        let issuer = try TestIssuer()
        let token = try issuer.token()
        let verifier = try issuer.verifier
        for respelled in [token + "=", token + "\n", " " + token, token.replacing(".", with: "..")]
        {
            #expect(verifier.fault(of: respelled) != nil)
        }
    }
}
