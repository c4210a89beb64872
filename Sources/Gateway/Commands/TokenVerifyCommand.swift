import Codecs
import Configuration
import JOSE
import Telemetry
import Transport

/// `sallyport token verify`: checks a token as the gateway would, against the issuers of a configuration
/// or against keys given by hand.
public enum TokenVerifyCommand {
    /// Whose tokens are believed.
    public enum Believed {
        /// - Parameter issuer: the name of one entry; nil for all of them.
        case configuration(file: String, issuer: String?)
        /// - Parameters:
        ///   - file: a JWK Set, or public keys in PEM.
        ///   - issuer: what `iss` must be.
        ///   - audience: `aud` must name one of these.
        case keys(file: String, issuer: String, audience: [String])
    }

    /// - Parameter argument: `@FILE`, `-`, or the token itself.
    /// - Returns: the exit code.
    public static func run(_ argument: String, believing believed: Believed) -> Int32 {
        do throws(CommandFault) {
            let verifiers = try verifiers(believed)
            let text = try CommandInput.secret(argument)
            let now = SystemClock.wallTime()
            Console.print(try description(of: text.span, by: verifiers, at: now))
            return 0
        } catch {
            return error.report()
        }
    }

    static func description(
        of text: Span<UInt8>, by verifiers: [TokenVerifier], at now: WallTime
    ) throws(CommandFault) -> String {
        do throws(TokenFault) {
            let token = try UnverifiedToken(parsing: text)
            let verified = try TokenVerifier.verify(token, withOneOf: verifiers, at: now)
            return """
                good: \(verified.subject.debugDescription), says the issuer \(verified.issuerName)
                expires \(verified.expires.text), \(verified.expires.distance(from: now))
                claims \(verified.claims.root.indented)
                """
        } catch {
            throw .invalid("refused: \(error.sentence)")
        }
    }

    private static func verifiers(_ believed: Believed) throws(CommandFault) -> [TokenVerifier] {
        switch believed {
        case .configuration(let file, let name):
            let settings = try ConfigurationFile.read(file).settings
            let issuers = settings.issuers.filter { name == nil || $0.name == name }
            try refuseAmbiguous(issuers)
            let builder = SnapshotBuilder(offline: settings, file: file)
            var verifiers: [TokenVerifier] = []
            do throws(ConfigurationFault) {
                for issuer in issuers { verifiers.append(try builder.verifier(for: issuer)) }
                if name == nil || name == OwnIssuer.name, let own = try builder.loadOwnIssuer() {
                    verifiers.append(own.issuer.verifier)
                }
            } catch {
                throw .invalid("\(file):\(error)")
            }
            guard !verifiers.isEmpty else {
                throw .usage("\(file) has no issuer \(name.map { "\"\($0)\"" } ?? "")")
            }
            return verifiers
        case .keys(let file, let issuer, let audience):
            let rules = TokenRules(
                name: "\"\(issuer)\"", issuer: issuer, audiences: audience,
                algorithms: Set(SignatureAlgorithm.allCases.filter { !$0.isSymmetric }),
                keys: try keySet(file))
            do throws(TokenRulesFault) {
                return [try TokenVerifier(rules)]
            } catch {
                throw .usage("\(error)")
            }
        }
    }

    /// Two entries may share an `iss`; a route says which is meant, and so must the command.
    private static func refuseAmbiguous(_ issuers: [IssuerSettings]) throws(CommandFault) {
        var seen: [String: String] = [:]
        for issuer in issuers {
            guard let other = seen.updateValue(issuer.name, forKey: issuer.issuer) else { continue }
            throw .usage(
                "the issuers \(other) and \(issuer.name) have the same iss; choose by --issuer")
        }
    }

    private static func keySet(_ file: String) throws(CommandFault) -> KeySet {
        let bytes = try CommandInput.file(file)
        do throws(KeySetFault) {
            return try KeySet(parsing: bytes.span, holding: .publicKeys)
        } catch {
            throw .invalid("\(file), which \(error)")
        }
    }
}
