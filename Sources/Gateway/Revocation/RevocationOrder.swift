import Codecs
import Configuration
import Crypto
import Identity
import JOSE

/// A revocation as an operator orders it, in JSON: by the admin API, or as a line of a file to import.
///
/// It promises that what comes out has no fault and means what was written: an unknown member, an issuer that the
/// configuration does not know, a time that is none are faults that say so.
struct RevocationOrder {
    let revocation: Revocation
    /// Whether only is to be said what it would mean.
    let isDryRun: Bool
    /// Of an order that holds a token: whether one of our issuers vouches for it.
    let isVerified: Bool?

    /// What is wrong with it, in words.
    struct Fault: Error {
        let detail: String

        init(_ detail: String) { self.detail = detail }
    }

    /// What an order is read against.
    struct Context {
        let now: WallTime
        let issuers: IssuerNames
        /// Those who can vouch for a token; it is taken at its word where none does.
        let verifiers: [TokenVerifier]
        /// Who orders, unless the order says so itself.
        let author: String
        let digest: Digest
    }

    /// How long a revocation is kept of which nobody says, and no token tells.
    static let standardSeconds: Int64 = 30 * 86_400
    /// A token is refused that long after its `exp`, whatever skew of clocks an issuer is allowed.
    private static let skewSeconds: Int64 = 300

    private static let members = [
        "kind", "value", "token", "issuer", "before", "reason", "expires", "author", "dry_run",
        // What an export says besides.
        "id", "created",
    ]

    init(_ object: JSONValue, in context: Context) throws(Fault) {
        guard let members = object.members else { throw Fault("an object is wanted") }
        for (name, _) in members where !Self.members.contains(name.string ?? "") {
            throw Fault(
                "unknown member \"\((name.string ?? "").printable)\"; there are "
                    + Self.members.dropLast(2).joined(separator: ", "))
        }
        guard let word = try object.text("kind") else { throw Fault("kind is missing") }
        guard let kind = RevocationKind(word: word) else {
            throw Fault(
                "no kind \"\(word.printable)\"; there are "
                    + RevocationKind.allCases.map(\.word).joined(separator: ", "))
        }
        var token: NamedToken?
        if let text = try object.text("token") {
            guard kind == .token else { throw Fault("token is for the kind token") }
            token = try NamedToken(text, in: context)
        }
        let value = try object.text("value")
        let issuer = try object.text("issuer")
        var revocation = Revocation(
            kind, token?.value ?? value ?? "",
            created: try object.time("created", at: context.now) ?? context.now)
        try revocation.setIssuer(token?.issuer ?? issuer, among: context.issuers)
        revocation.before = try object.time("before", at: context.now, isAgo: true)
        if kind == .everything, revocation.before == nil { revocation.before = context.now }
        revocation.reason = try object.text("reason") ?? ""
        revocation.author = try object.text("author") ?? context.author
        switch try object.text("expires") {
        case "never": revocation.expires = nil
        case nil:
            revocation.expires =
                token?.expires?.advanced(bySeconds: Self.skewSeconds)
                ?? context.now.advanced(bySeconds: Self.standardSeconds)
        case .some: revocation.expires = try object.time("expires", at: context.now)
        }
        if let expires = revocation.expires, expires <= context.now {
            throw Fault(
                token == nil ? "it would have expired already" : "the token has expired already")
        }
        if let fault = revocation.fault { throw Fault("\(fault)") }
        self.revocation = revocation
        isDryRun = try object.flag("dry_run")
        isVerified = token?.isVerified
    }
}

/// What a token says by which it is revoked.
private struct NamedToken {
    let issuer: String
    let value: String
    let expires: WallTime?
    let isVerified: Bool

    init(_ text: String, in context: RevocationOrder.Context) throws(RevocationOrder.Fault) {
        let unverified: UnverifiedToken
        do throws(TokenFault) {
            let bytes = Array(text.utf8)
            unverified = try UnverifiedToken(parsing: bytes.span)
        } catch {
            throw RevocationOrder.Fault("token is none: \(error.sentence)")
        }
        let claims = unverified.unverifiedClaims
        guard let issuer = claims["iss"]?.string else {
            throw RevocationOrder.Fault("the token does not say whose it is (iss)")
        }
        self.issuer = issuer
        value =
            claims["jti"]?.string
            ?? "sha256:" + Hex.encode(unverified.contentHash(by: context.digest).span)
        expires = claims["exp"]?.wallTime
        isVerified = Self.isVerified(unverified, in: context)
    }

    private static func isVerified(
        _ token: UnverifiedToken, in context: RevocationOrder.Context
    ) -> Bool {
        do throws(TokenFault) {
            _ = try TokenVerifier.verify(token, withOneOf: context.verifiers, at: context.now)
            return true
        } catch {
            return false
        }
    }
}

extension Revocation {
    /// Takes in who vouches, for the kinds that need it; where there is only one, nobody has to say.
    fileprivate mutating func setIssuer(
        _ written: String?, among names: IssuerNames
    ) throws(RevocationOrder.Fault) {
        let isNeeded: Bool
        var written = written
        switch kind {
        case .token, .subject, .client: isNeeded = true
        case .issuer:
            isNeeded = true
            written = written ?? (value.isEmpty ? nil : value)
            value = ""
        case .session, .family, .device, .everything: isNeeded = false
        }
        guard isNeeded else {
            guard written?.isEmpty ?? true else {
                throw RevocationOrder.Fault("issuer is not for the kind \(kind.word)")
            }
            return
        }
        guard let named = written ?? names.only else {
            throw RevocationOrder.Fault("issuer is missing; there are: \(names.list)")
        }
        guard let issuer = names[named] else {
            throw RevocationOrder.Fault(
                "no issuer \"\(named.printable)\" in the configuration; there are: \(names.list)")
        }
        self.issuer = issuer
        // Accounts are known by one spelling (T94).
        if issuer == Account.issuer, kind == .subject, let name = AccountName(value) {
            value = name.text
        }
    }
}

extension RevocationKind {
    /// As it is written.
    var word: String { "\(self)" }

    init?(word: String) {
        guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = kind
    }
}

extension JSONValue {
    /// A member's text; nil where it is absent or null.
    fileprivate func text(_ name: StaticString) throws(RevocationOrder.Fault) -> String? {
        guard let value = self[name], !value.isNull else { return nil }
        guard let text = value.string else {
            throw RevocationOrder.Fault("\(name) must be a text")
        }
        return text
    }

    fileprivate func flag(_ name: StaticString) throws(RevocationOrder.Fault) -> Bool {
        guard let value = self[name], !value.isNull else { return false }
        guard let flag = value.bool else {
            throw RevocationOrder.Fault("\(name) must be true or false")
        }
        return flag
    }

    /// A point in time: RFC 3339, `now`, or a duration from now on, or back from now.
    fileprivate func time(
        _ name: StaticString, at now: WallTime, isAgo: Bool = false
    ) throws(RevocationOrder.Fault) -> WallTime? {
        guard let text = try text(name) else { return nil }
        if text == "now" { return now }
        let bytes = Array(text.utf8)
        if let time = WallTime(timestamp: bytes.span) { return time }
        guard let duration = Duration(settingsText: text) else {
            throw RevocationOrder.Fault(
                "\(name) must be a time as 2026-08-27T12:00:00Z, now, or a duration as 24h")
        }
        let seconds = duration.components.seconds
        return now.advanced(bySeconds: isAgo ? -seconds : seconds)
    }
}
