import Codecs
import Configuration
import Crypto
import JOSE
import Transport

/// `sallyport token mint`: signs a token, for tests and for programs that have no issuer. Prints the
/// token alone.
public enum TokenMintCommand {
    /// What the token is to say, as the command line gives it.
    public struct Order {
        /// Path of the private JWK.
        public var key = ""
        public var issuer = ""
        public var audience: [String] = []
        public var subject = ""
        /// With its unit; a minus sign before it makes a token that has expired already.
        public var lifetime = "5m"
        /// Path of a JSON object with further claims.
        public var claims: String?
        /// `typ`
        public var type = "JWT"

        public init() {}
    }

    /// - Returns: the exit code.
    public static func run(_ order: Order) -> Int32 {
        do throws(CommandFault) {
            Console.print(try mint(order, at: SystemClock.wallTime()))
            return 0
        } catch {
            return error.report()
        }
    }

    static func mint(_ order: Order, at now: WallTime) throws(CommandFault) -> String {
        let lifetime = try lifetime(order.lifetime, from: now)
        let key = try signingKey(order.key)
        var claims = NewClaims(
            issuer: order.issuer, audience: order.audience, subject: order.subject,
            lifetime: lifetime)
        if let path = order.claims { claims.additional = try document(path) }
        let text: [UInt8]
        do throws(NewClaims.Fault) {
            text = try claims.serialized()
        } catch {
            switch error {
            case .notAnObject: throw .invalid("\(order.claims ?? ""): not a JSON object")
            case .reservedClaim(let name):
                throw .invalid("\(order.claims ?? ""): \"\(name)\" is given by an option")
            }
        }
        let token: String
        do throws(CryptoFault) {
            token = try TokenSigner(key, type: order.type).sign(claims: text.span)
        } catch {
            throw .environment("\(error)")
        }
        guard token.utf8.count <= UnverifiedToken.byteCountLimit else {
            throw .invalid(
                "a token of \(token.utf8.count) bytes; no gateway takes more than "
                    + "\(UnverifiedToken.byteCountLimit)")
        }
        return token
    }

    private static func lifetime(
        _ text: String, from now: WallTime
    ) throws(CommandFault) -> ClosedRange<WallTime> {
        let isPast = text.hasPrefix("-")
        guard let duration = Duration(settingsText: String(text.dropFirst(isPast ? 1 : 0))) else {
            throw .usage("no lifetime: \"\(text)\"; allowed: a whole number and ms, s, m, h or d")
        }
        let seconds = duration.components.seconds
        let start = now.secondsSince1970
        let (end, overflow) = start.addingReportingOverflow(isPast ? -seconds : seconds)
        guard !overflow, (0...253_402_300_799).contains(end) else {
            throw .usage("a lifetime beyond all calendars: \"\(text)\"")
        }
        return WallTime(secondsSince1970: min(start, end))...WallTime(secondsSince1970: end)
    }

    private static func signingKey(_ path: String) throws(CommandFault) -> SigningKey {
        let text = Secret(wiping: try CommandInput.secretFile(path))
        do throws(KeySetFault) {
            return try SigningKey(parsing: text.span)
        } catch {
            throw .invalid("\(path): no private JWK: \(error)")
        }
    }

    private static func document(_ path: String) throws(CommandFault) -> JSONDocument {
        let bytes = try CommandInput.file(path)
        do throws(JSONFault) {
            return try JSONDocument(parsing: bytes, depthLimit: UnverifiedToken.depthLimit)
        } catch {
            throw .invalid("\(path): no strict JSON: \(error)")
        }
    }
}
