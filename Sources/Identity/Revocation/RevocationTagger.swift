import Codecs
public import Crypto

/// Makes the tags that revocations and credentials meet by, under a key derived from the store's secret:
/// who chooses token IDs and subjects can steer neither where they land in the set nor whom they meet.
/// What is hashed is labelled with its kind and form, and each part stands behind its length, so that no two
/// statements are spelled alike (T56).
///
/// One for each thread that verifies credentials; a tag costs about 0.2 µs.
public struct RevocationTagger: ~Copyable {
    /// What follows the kind: two forms of one kind never meet.
    private enum Form: UInt8 {
        case name, hash
    }

    private var hash: KeyedHash
    private var message = ByteBuffer(capacity: 256)

    /// - Parameter storeKey: the store's secret: tags made under another one mean nothing beside it.
    public init(storeKey: Secret) throws(CryptoFault) {
        let key = try KeyDerivation(from: storeKey).key(for: "revocation tags")
        hash = try KeyedHash(key: Secret(key.span.extracting(first: KeyedHash.keyByteCount)))
    }

    /// - Parameter id: the token's `jti`.
    public mutating func token(_ id: Span<UInt8>, of issuer: Span<UInt8>) -> RevocationTag {
        tag(.token, .name, issuer, id)
    }

    /// A token without an ID.
    /// - Parameter digest: the SHA-256 of the *decoded* signing input, which is the same for every spelling
    ///   of the token (T53).
    public mutating func token(hashed digest: Span<UInt8>, of issuer: Span<UInt8>)
        -> RevocationTag
    {
        tag(.token, .hash, issuer, digest)
    }

    public mutating func session(_ id: SessionID) -> RevocationTag {
        let bytes = id.bytes
        return tag(.session, .name, Span(), bytes.span)
    }

    public mutating func family(_ id: Span<UInt8>) -> RevocationTag {
        tag(.family, .name, Span(), id)
    }

    public mutating func subject(_ subject: Span<UInt8>, of issuer: Span<UInt8>) -> RevocationTag {
        tag(.subject, .name, issuer, subject)
    }

    public mutating func client(_ id: Span<UInt8>, of issuer: Span<UInt8>) -> RevocationTag {
        tag(.client, .name, issuer, id)
    }

    public mutating func issuer(_ issuer: Span<UInt8>) -> RevocationTag {
        tag(.issuer, .name, issuer, Span())
    }

    public mutating func device(_ id: Span<UInt8>) -> RevocationTag {
        tag(.device, .name, Span(), id)
    }

    /// What every credential has.
    public mutating func everything() -> RevocationTag {
        tag(.everything, .name, Span(), Span())
    }

    private mutating func tag(
        _ kind: RevocationKind, _ form: Form, _ issuer: Span<UInt8>, _ value: Span<UInt8>
    ) -> RevocationTag {
        message.removeAll()
        message.append(kind.rawValue)
        message.append(form.rawValue)
        message.append(bigEndian: UInt64(issuer.count), byteCount: 8)
        message.append(issuer)
        message.append(bigEndian: UInt64(value.count), byteCount: 8)
        message.append(value)
        return RevocationTag(Self.hash(message, by: &hash), kind: kind)
    }

    private static func hash(
        _ message: borrowing ByteBuffer, by hash: inout KeyedHash
    ) -> KeyedHash.Tag {
        hash.tag(of: message.span)
    }
}
