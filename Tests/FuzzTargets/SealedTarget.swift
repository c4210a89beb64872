import Codecs
import Crypto
import Identity

/// The input is a sealed cookie's value, then what follows a head that names a key in force, then what is sealed.
/// What opens was sealed by us, which no input was; what we seal opens to the same; none is a trap.
func fuzzSealed(_ input: Span<UInt8>) {
    let host = Array("app.example".utf8)
    guard let keys = try? CookieKeys(newest: Secret([UInt8](repeating: 1, count: 32).span)),
        var sealer = try? CookieSealer()
    else { preconditionFailure("no OpenSSL") }
    precondition(sealer.open(input, on: host.span, under: keys) == nil)

    let index = SessionIndex(
        .init(issuer: "i", subject: "s", host: "app.example"),
        created: WallTime(secondsSince1970: 0), absoluteExpiry: WallTime(secondsSince1970: 1))
    let session = SealedSession(
        id: SessionID(InlineArray<32, UInt8>(repeating: 2)), index: index, data: input.copied())
    var text = ByteBuffer()
    guard (try? sealer.seal(session, under: keys, into: &text)) != nil else {
        precondition(text.isEmpty)
        precondition(
            (CookieSealer.textByteCount(of: session) ?? .max) > CookieSealer.textBytesLimit)
        return
    }
    precondition(text.count == CookieSealer.textByteCount(of: session))
    precondition(sealer.open(text.span, on: host.span, under: keys) == session)

    guard let value = try? Base64URL.decode(text.span) else { preconditionFailure("base64url") }
    let named = Base64URL.encode((Array(value.prefix(9)) + input.copied()).span)
    precondition(sealer.open(Array(named.utf8).span, on: host.span, under: keys) == nil)
}
