public import Configuration

/// One party whose tokens are believed, and for what.
public struct IssuerSettings: Hashable, Sendable {
    /// The entry's name: what a route's `issuer` refers to, and the label in metrics.
    public var name = ""
    /// What `iss` must be, byte for byte.
    public var issuer = ""
    /// `aud` must name one of these; never empty.
    public var audience: [String] = []
    /// Never empty, and of the kind that `keys` are.
    public var algorithms: [SignatureAlgorithm] = [.rs256, .ps256, .es256, .edDSA]
    public var keys = KeySource.file(FilePath(""))
    public var position = Position.start

    public init() {}

    public init(name: String) { self.name = name }

    /// Where the keys come from that verify this issuer's tokens.
    public enum KeySource: Hashable, Sendable {
        /// A JWK Set, or PEM public keys.
        case file(FilePath)
        /// One secret that the issuer and the gateway share; only then are the HS algorithms taken.
        case symmetric(SecretText)
    }
}

extension IssuerSettings: NamedSection {
    public static let summary =
        "A party whose tokens are believed, and what its tokens must be like."

    public static let keys: [Setting<Self>] = [
        Setting("issuer", \.issuer, .text("a text"), "What `iss` must be, byte for byte.")
            .required().example("https://issuer.example"),
        Setting(
            "audience", \.audience, .oneOrMore(.text("a text")),
            "`aud` must name one of these."
        ).required().example("[api]"),
        Setting(
            "algorithms", \.algorithms, .oneOrMore(.word),
            "How tokens may be signed. HS256, HS384 and HS512 are for `symmetric` alone."
        ).absent("[RS256, PS256, ES256, EdDSA]; [HS256] with `symmetric`").example("[ES256]"),
        Setting(
            "keys", \.keyFile, .section(), "The issuer's public keys. The file is watched."
        ).absent("from `symmetric`"),
        Setting(
            "symmetric", \.sharedSecret, .section().confidential(),
            "The secret that the issuer signs with, instead of keys."
        ).absent("from `keys`").seldom(),
    ]

    /// What a route's `issuer` refers to.
    public static let space: SettingsReader.Space? = SettingsReader.Space("issuer")

    public static let nameValue = SettingValue<String>.name(
        "a name", placeholder: "ISSUER", except: ["accounts", "own"])

    public mutating func take(_ name: String, at position: Position) {
        self.name = name
        self.position = position
    }

    public mutating func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        guard written.contains("keys") != written.contains("symmetric") else {
            reader.refuse(
                at: written.position,
                found: written.contains("keys") ? "both keys and symmetric" : "no keys",
                allowed: "one of keys, symmetric")
            return
        }
        let isSymmetric = written.contains("symmetric")
        if !written.contains("algorithms") && isSymmetric { algorithms = [.hs256] }
        for algorithm in algorithms where algorithm.isSymmetric != isSymmetric {
            reader.refuse(
                at: written["algorithms"], found: algorithm.rawValue,
                allowed: isSymmetric
                    ? "HS256, HS384 or HS512 with a symmetric secret"
                    : "no HS algorithm with public keys")
        }
        refuseShortSecret(written, &reader)
    }

    /// RFC 7518 §3.2: a key as long as the hash, or longer.
    private func refuseShortSecret(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        guard case .symmetric(let secret) = keys else { return }
        let needed = algorithms.map(\.secretBytesMinimum).max() ?? 0
        guard secret.bytes.count < needed else { return }
        reader.refuse(
            at: secret.position, found: "a secret of \(secret.bytes.count) bytes",
            allowed:
                "at least \(needed) bytes for \(algorithms.map(\.rawValue).joined(separator: ", "))"
        )
    }

    private var keyFile: KeyFileSettings? {
        get { if case .file(let file) = keys { KeyFileSettings(file: file) } else { nil } }
        set { if let newValue { keys = .file(newValue.file) } }
    }

    private var sharedSecret: SharedSecretSettings? {
        get {
            if case .symmetric(let secret) = keys {
                SharedSecretSettings(secret: secret)
            } else {
                nil
            }
        }
        set { if let newValue { keys = .symmetric(newValue.secret) } }
    }
}

extension SignatureAlgorithm {
    fileprivate var secretBytesMinimum: Int {
        switch self {
        case .hs256: 32
        case .hs384: 48
        case .hs512: 64
        default: 0
        }
    }
}

/// `keys: {file: …}`
private struct KeyFileSettings: SettingsSection {
    var file = FilePath("")

    static let summary = "Where the keys are."

    static let keys: [Setting<Self>] = [
        Setting("file", \.file, .readableFile, "A JWK Set, or public keys in PEM.")
            .required().example("keys.json")
    ]
}

/// `symmetric: {secret: …}`
private struct SharedSecretSettings: SettingsSection {
    var secret = SecretText(bytes: [])

    static let summary = "What the issuer and the gateway share."

    static let keys: [Setting<Self>] = [
        Setting("secret", \.secret, .secret, "The bytes of the key, as they are.")
            .required().example("{file: issuer.secret}")
    ]
}
