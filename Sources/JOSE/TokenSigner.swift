public import Codecs
public import Crypto

/// Makes tokens in the compact form (RFC 7515 §7.1).
public struct TokenSigner: Sendable {
    public let key: SigningKey
    /// base64url of the header, which is the same for every token.
    private let header: [UInt8]

    /// - Parameter type: `typ`; say `at+jwt` for access tokens (RFC 9068).
    public init(_ key: SigningKey, type: String = "JWT") {
        self.key = key
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.name("alg")
        writer.string(key.algorithm.rawValue)
        writer.name("typ")
        writer.string(type)
        if let keyID = key.keyID {
            writer.name("kid")
            writer.string(keyID)
        }
        writer.endObject()
        header = Array(Base64URL.encode(writer.span).utf8)
    }

    /// Appends the token to `buffer`.
    /// - Parameter claims: a JSON object.
    public func sign(claims: Span<UInt8>, into buffer: inout ByteBuffer) throws(CryptoFault) {
        var token = ByteBuffer(capacity: header.count + claims.count * 4 / 3 + 700)
        token.append(header)
        token.append(UInt8(ascii: "."))
        Base64URL.encode(claims, into: &token)
        let signature = try key.sign(token.span)
        token.append(UInt8(ascii: "."))
        Base64URL.encode(signature.span, into: &token)
        buffer.append(token.span)
    }

    /// The token as text.
    public func sign(claims: Span<UInt8>) throws(CryptoFault) -> String {
        var token = ByteBuffer()
        try sign(claims: claims, into: &token)
        return String(decoding: token.span)
    }
}
