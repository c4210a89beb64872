public import Configuration
import HTTP
public import Policy

/// Tokens that the gateway itself gives to accounts: who it says it is, how long they live, and how they
/// travel.
public struct TokenSettings: Hashable, Sendable {
    /// The issuer's identifier (RFC 8414 §2): `iss` of its tokens, and where its endpoints are reached.
    public var issuer = OriginURL(isSecure: true, authority: "")
    /// `aud` of tokens for programs; never empty.
    public var audience: [String] = []
    /// How long an access token lives.
    public var access = Duration.seconds(300)
    /// From the login on, how long its refresh tokens give new ones.
    public var refresh = Duration.seconds(30 * 86_400)
    /// For this long a refresh token that was redeemed gets the same answer again.
    public var grace = Duration.seconds(30)
    /// Never empty.
    public var delivery: [Delivery] = [.json]
    public var keys = KeyFolderSettings()
    /// Programs with a secret of their own.
    public var clients: [ClientSettings] = []
    public var position = Position.start

    public init() {}

    /// How tokens reach who logs in.
    public enum Delivery: String, CaseIterable, Hashable, Sendable {
        /// To programs, in the answer to a login by JSON.
        case json
        /// To browsers, in place of a session cookie.
        case cookies
    }

    /// The longest life an access token can be given; keys are kept that long after their last signature.
    static let longestAccess = Duration.seconds(86_400)

    /// What browsers get at a login: tokens, or sessions.
    public var deliversCookies: Bool { delivery.contains(.cookies) }

    /// Whether programs can log in.
    public var deliversJSON: Bool { delivery.contains(.json) }
}

extension TokenSettings: SettingsSection {
    public static let summary =
        "Gives accounts tokens of the gateway's own: a signed access token that lives for minutes, and a "
        + "refresh token for the next. Routes believe them as issuer `own`."

    public static let keys: [Setting<Self>] = [
        Setting(
            "issuer", \.issuer, .origin,
            "`iss` of the tokens, and the address that clients reach the gateway by: "
                + "`/.well-known/oauth-authorization-server` tells the rest (RFC 8414)."
        ).required().example("https://app.example.com"),
        Setting(
            "audience", \.audience, .oneOrMore(.text("a text")), "`aud` of the tokens."
        ).required().example("[api]"),
        Setting(
            "access", \.access, .duration(in: .seconds(10)...longestAccess),
            "How long an access token lives; at least twice `grace`."),
        Setting(
            "refresh", \.refresh, .duration(in: .seconds(60) ... .seconds(400 * 86_400)),
            "How long after the login its refresh tokens still give new ones. One that comes again after "
                + "`grace` was stolen, or its successor was: all that came of the login ends."),
        Setting(
            "grace", \.grace, .duration(in: .seconds(1) ... .seconds(300)),
            "How long a refresh token that was redeemed still gets what it was redeemed for."
        ).seldom(),
        Setting(
            "delivery", \.delivery, .oneOrMore(.word),
            "`json`: programs log in by JSON and are answered with tokens. `cookies`: browsers get the "
                + "tokens as cookies, in place of a session."),
        Setting(
            "keys", \.keys, .section(), "What tokens are signed with."
        ).required(),
        Setting(
            "clients", \.clients, entriesFrom: { _ in ClientSettings() },
            "Programs that prove who they are when they ask for tokens, or about them."
        ).entries("machine").seldom(),
    ]

    public mutating func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        position = written.position
        if !issuer.isSecure, !CanonicalHost.isOfThisMachine(named: issuer.authority) {
            reader.refuse(
                at: written["issuer"], found: "an issuer that is reached by plain HTTP",
                allowed: "https://HOST[:PORT], or http:// for a name of this machine")
        }
        if access < grace + grace {
            reader.refuse(
                at: written["access"], found: "an access token that lives shorter than twice grace",
                allowed: "access: twice as long as grace, or longer")
        }
        if refresh < access {
            reader.refuse(
                at: written["refresh"], found: "a refresh token that lives shorter than access",
                allowed: "refresh: as long as access, or longer")
        }
    }
}

/// `keys: {folder: …}`
public struct KeyFolderSettings: Hashable, Sendable {
    public var folder = FilePath("")

    public init() {}
}

extension KeyFolderSettings: SettingsSection {
    public static let summary = "Where the keys are that tokens are signed with."

    public static let keys: [Setting<Self>] = [
        Setting(
            "folder", \.folder, .path,
            "A folder that `sallyport keys rotate` made. The last key of its keys.json signs; all of them "
                + "are published and verify. It is watched."
        ).required().example("keys")
    ]
}

/// A program that is known by a name and a secret (RFC 6749 §2.3.1).
public struct ClientSettings: Hashable, Sendable {
    public var name = ""
    public var secret = SecretText(bytes: [])
    public var position = Position.start

    public init() {}

    /// Bytes that a secret has at least: 128 bits, if they are random.
    static let secretBytesMinimum = 16
}

extension ClientSettings: NamedSection {
    public static let summary = "A program that is known by a name and a secret."

    public static let keys: [Setting<Self>] = [
        Setting(
            "secret", \.secret, .secret, "What proves that it is this program; at least 16 bytes."
        ).required().example("{file: client.secret}")
    ]

    public static let nameValue = SettingValue<String>.name(
        "a name", placeholder: "CLIENT", except: [AccessTokenClaims.publicClient])

    public mutating func take(_ name: String, at position: Position) {
        self.name = name
        self.position = position
    }

    public func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        guard secret.bytes.count < Self.secretBytesMinimum else { return }
        reader.refuse(
            at: secret.position, found: "a secret of \(secret.bytes.count) bytes",
            allowed: "at least \(Self.secretBytesMinimum) bytes")
    }
}
