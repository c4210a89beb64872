public import Codecs
import Crypto

/// Turns an `UnverifiedToken` into a `VerifiedToken`, or says why not. It belongs to one issuer; which
/// keys and algorithms count was decided when it was made, and nothing in a token can change that
/// (RFC 8725 §3.1). The signature is checked first, over the bytes as sent, then the claims. Pure:
/// no I/O, no clock, no state. Immutable and shared by all workers.
public final class TokenVerifier: Sendable {
    /// Keys tried at most for a token without `kid`: verifying is what costs, and anyone may ask.
    public static let attemptsLimit = 10

    public let rules: TokenRules
    private let preparedKeys: [PreparedKey]
    private let expectation: ValidClaims.Expectation

    /// Prepares each key for each algorithm it may be used with.
    public init(_ rules: TokenRules) throws(TokenRulesFault) {
        try rules.validate()
        self.rules = rules
        preparedKeys = try rules.preparedKeys()
        expectation = ValidClaims.Expectation(
            issuer: Array(rules.issuer.utf8), audiences: rules.audiences.map { Array($0.utf8) },
            clockSkewSeconds: rules.clockSkew.components.seconds)
    }

    /// Whether `token` says that it is of this issuer: the one to ask where a route takes several.
    public func recognizes(_ token: borrowing UnverifiedToken) -> Bool {
        let issuer = expectation.issuer
        return token.claimsIssuer(issuer.span)
    }

    /// - Parameter now: the wall clock.
    public func verify(
        _ token: borrowing UnverifiedToken, at now: WallTime
    ) throws(TokenFault) -> VerifiedToken {
        try verifySignature(of: token.message)
        let claims = token.unverifiedClaims
        let valid = try ValidClaims(validating: claims, against: expectation, at: now)
        return VerifiedToken(valid, of: claims, issuerName: rules.name)
    }

    /// Everything but the claims.
    func verifySignature(of message: borrowing CompactJWS) throws(TokenFault) {
        guard rules.types.contains(message.fields.type) else { throw .wrongType }
        let algorithm = message.fields.algorithm
        guard rules.algorithms.contains(algorithm) else { throw .algorithmNotAllowed }
        var isKeyIDKnown = false
        var attempts = 0
        for key in preparedKeys where key.fits(message.fields.keyID) {
            isKeyIDKnown = true
            guard key.algorithm == algorithm else { continue }
            attempts += 1
            guard attempts <= Self.attemptsLimit else { throw .keyIDRequired }
            if key.verifies(message.signature.span, of: message.signingInput) { return }
        }
        guard isKeyIDKnown else { throw .unknownKey }
        throw attempts == 0 ? .keyNotForAlgorithm : .invalidSignature
    }
}

extension TokenVerifier {
    /// Verifies with the first of `verifiers` that recognises the token; its fault is final, so that a
    /// token refused by its own issuer never falls through to another (T43).
    public static func verify(
        _ token: borrowing UnverifiedToken, withOneOf verifiers: [TokenVerifier], at now: WallTime
    ) throws(TokenFault) -> VerifiedToken {
        for verifier in verifiers where verifier.recognizes(token) {
            return try verifier.verify(token, at: now)
        }
        throw .wrongIssuer
    }
}

/// One key ready for one algorithm.
struct PreparedKey: Sendable {
    enum Primitive: Sendable {
        case signature(SignatureVerifier)
        case hmac(HMACKey)
    }

    /// nil fits every `kid`.
    let keyID: [UInt8]?
    let algorithm: SignatureAlgorithm
    private let primitive: Primitive

    /// - Precondition: the key supports the algorithm.
    init(_ key: Key, for algorithm: SignatureAlgorithm) throws(CryptoFault) {
        keyID = key.keyID.map { Array($0.utf8) }
        self.algorithm = algorithm
        switch (key.material, algorithm.primitive) {
        case (.publicKey(let publicKey), .signature(let scheme)):
            primitive = .signature(try SignatureVerifier(publicKey, scheme: scheme))
        case (.secret(let secret), .hmac(let digest)):
            primitive = .hmac(try HMACKey(secret, algorithm: digest))
        default: preconditionFailure("only supported pairs are prepared")
        }
    }

    /// A token without `kid` is tried against every key (RFC 7515 §4.1.4).
    func fits(_ keyID: JSONValue?) -> Bool {
        guard let own = self.keyID, let keyID else { return true }
        return keyID.equals(own.span)
    }

    func verifies(_ signature: Span<UInt8>, of message: Span<UInt8>) -> Bool {
        switch primitive {
        case .signature(let verifier): verifier.verifies(signature, of: message)
        case .hmac(let key): key.verifies(signature, of: message)
        }
    }
}

extension TokenRules {
    fileprivate func validate() throws(TokenRulesFault) {
        guard !issuer.isEmpty else { throw .noIssuer }
        guard !audiences.isEmpty, !audiences.contains("") else { throw .noAudience }
        guard !algorithms.isEmpty else { throw .noAlgorithm }
        let isSymmetric = keys.kind == .secrets
        guard algorithms.allSatisfy({ $0.isSymmetric == isSymmetric }) else {
            throw .mixedSymmetry
        }
        guard clockSkew >= .zero, clockSkew <= .seconds(300) else { throw .clockSkew }
    }

    fileprivate func preparedKeys() throws(TokenRulesFault) -> [PreparedKey] {
        var prepared: [PreparedKey] = []
        for key in keys.keys {
            for algorithm in SignatureAlgorithm.allCases
            where algorithms.contains(algorithm) && key.supports(algorithm) {
                do throws(CryptoFault) {
                    prepared.append(try PreparedKey(key, for: algorithm))
                } catch {
                    throw .crypto(error)
                }
            }
        }
        guard prepared.isEmpty else { return prepared }
        if case .secret(let secret)? = keys.keys.first?.material {
            let needed = algorithms.map(\.secretByteCount).min() ?? 0
            if secret.count < needed { throw .secretTooShort(needed: needed, found: secret.count) }
        }
        throw .noKeyForAlgorithms
    }
}
