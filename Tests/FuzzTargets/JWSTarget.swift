import Codecs
import Crypto
import JOSE

/// No token is verified but one that our key signed; reading a token never traps, whatever it holds.
func fuzzJWS(_ input: Span<UInt8>) {
    guard let token = try? UnverifiedToken(parsing: input) else { return }
    precondition(input.count <= UnverifiedToken.byteCountLimit)
    precondition(input.copied().count { $0 == UInt8(ascii: ".") } == 2)
    guard let verified = try? JWSIssuer.verifier.verify(token, at: JWSIssuer.now) else { return }
    precondition(!verified.subject.isEmpty)
    precondition(token.algorithm == .hs256)
}

/// The issuer of the corpus: `corpus.example` with one shared secret of 32 times `k`.
private enum JWSIssuer {
    static let now = WallTime(secondsSince1970: 1_700_000_000)

    static let verifier: TokenVerifier = {
        let secret = [UInt8](repeating: UInt8(ascii: "k"), count: 32)
        let rules = TokenRules(
            name: "corpus", issuer: "https://corpus.example", audiences: ["api"],
            algorithms: [.hs256], keys: KeySet(secret: Secret(secret.span)))
        guard let verifier = try? TokenVerifier(rules) else {
            preconditionFailure("the corpus issuer's rules were refused")
        }
        return verifier
    }()
}
