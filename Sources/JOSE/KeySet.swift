import Codecs
public import Crypto

/// The keys of one issuer: all checked, each with a name, none that could sign. Immutable; a change of
/// the file makes a new set.
public struct KeySet: Sendable {
    /// Bytes of a key set at most (Q36).
    public static let byteCountLimit = 262_144
    /// Keys of a set at most, those left aside included (Q36).
    public static let keysLimit = 100
    /// Arrays and objects inside each other at most.
    public static let depthLimit = 16

    /// What the configuration says the keys are. Never taken from the keys themselves (T38).
    public enum Kind: Sendable {
        /// Of an issuer that signs with a key pair.
        case publicKeys
        /// Of an issuer declared symmetric.
        case secrets
    }

    public let kind: Kind
    public let keys: [Key]
    /// Keys of the set that are not for verifying tokens, for `check` to show.
    public let skipped: [SkippedKey]

    /// A JWK Set, a single JWK, or PEM public keys, told apart by content.
    public init(parsing text: Span<UInt8>, holding kind: Kind) throws(KeySetFault) {
        guard text.count <= Self.byteCountLimit else { throw .tooLarge }
        if text.firstVisibleByte == UInt8(ascii: "{") {
            try self.init(json: text, holding: kind)
        } else if kind == .publicKeys, PEM.isPresent(in: text) {
            try self.init(keys: try PEM.readPublicKeys(text), kind: kind, skipped: [])
        } else {
            throw .notAKeySet
        }
    }

    /// The one secret that issuer and gateway share. It has no name and fits every `kid`.
    public init(secret: Secret) {
        kind = .secrets
        keys = [Key(material: .secret(secret), keyID: nil, algorithm: nil)]
        skipped = []
    }

    /// A set of public keys made elsewhere, for instance just generated.
    public init(publicKeys keys: [Key]) throws(KeySetFault) {
        try self.init(keys: keys, kind: .publicKeys, skipped: [])
    }

    private init(json text: Span<UInt8>, holding kind: Kind) throws(KeySetFault) {
        var keys: [Key] = []
        var skipped: [SkippedKey] = []
        for (offset, value) in try Self.values(in: try Self.document(text)).enumerated() {
            let keyID = value["kid"]?.string
            do throws(KeyFault) {
                switch try JWKReader(value).readVerifyingKey(kind) {
                case .key(let key): keys.append(key)
                case .skipped(let reason):
                    skipped.append(SkippedKey(number: offset + 1, keyID: keyID, reason: reason))
                }
            } catch {
                throw .key(number: offset + 1, keyID: keyID, error)
            }
        }
        try self.init(keys: keys, kind: kind, skipped: skipped)
    }

    static func document(_ text: Span<UInt8>) throws(KeySetFault) -> JSONDocument {
        do throws(JSONFault) {
            return try JSONDocument(parsing: text, depthLimit: depthLimit)
        } catch {
            throw .invalidJSON(error)
        }
    }

    /// The keys of a set, or the one key that stands there alone.
    static func values(in document: JSONDocument) throws(KeySetFault) -> [JSONValue] {
        if document["kty"] != nil { return [document.root] }
        guard let values = document["keys"]?.elements else { throw .notAKeySet }
        guard values.count <= keysLimit else { throw .tooManyKeys }
        return Array(values)
    }

    private init(keys: [Key], kind: Kind, skipped: [SkippedKey]) throws(KeySetFault) {
        guard keys.count <= Self.keysLimit else { throw .tooManyKeys }
        guard !keys.isEmpty else { throw .noUsableKey(skipped) }
        var names: Set<KeyName> = []
        for key in keys {
            guard let keyID = key.keyID else { continue }
            guard names.insert(KeyName(keyID: keyID, type: key.material.typeName)).inserted else {
                throw .duplicateKeyID(keyID)
            }
        }
        self.keys = keys
        self.kind = kind
        self.skipped = skipped
    }

    /// Keys of different type may share a `kid` (RFC 7517 §4.5).
    private struct KeyName: Hashable {
        let keyID: String
        let type: String
    }
}

extension Key.Material {
    /// `kty`.
    var typeName: String {
        switch self {
        case .secret: "oct"
        case .publicKey(let key):
            switch key.components {
            case .rsa: "RSA"
            case .ellipticCurve: "EC"
            case .ed25519: "OKP"
            }
        }
    }
}

extension Span<UInt8> {
    /// The first byte that is no white space.
    fileprivate var firstVisibleByte: UInt8? {
        for index in indices where ![0x20, 0x09, 0x0A, 0x0D].contains(self[index]) {
            return self[index]
        }
        return nil
    }
}
