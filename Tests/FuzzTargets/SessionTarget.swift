import Codecs
import Crypto
import Identity

/// The input is a cookie's value, an ID, and a stored record. A cookie has one spelling;
/// a record that opens was sealed by us, which no input was; none is a trap.
func fuzzSession(_ input: Span<UInt8>) {
    if let secret = SessionSecret(parsing: input) {
        var text = ByteBuffer()
        secret.appendText(to: &text)
        precondition([UInt8](text.span) == input.copied())
    }
    if let id = SessionID(hex: input) {
        precondition(SessionID(hex: Array(id.hex.utf8).span) == id)
    }
    guard (try? SessionRecord(parsing: input)) != nil else { return }
    guard var sealer = try? SessionSealer(storeKey: Secret([UInt8](repeating: 1, count: 32).span)),
        let keys = try? SessionKeys(of: SessionSecret(from: SecureRandom()), by: SHA256Context())
    else { preconditionFailure("no OpenSSL") }
    precondition((try? sealer.openIndex(of: keys.id, in: input)) == nil)
    let index = SessionIndex(
        .init(issuer: "i", subject: "s", host: "h"), created: WallTime(secondsSince1970: 0),
        absoluteExpiry: WallTime(secondsSince1970: 1))
    var data = ByteBuffer()
    let opened: Void? = try? sealer.openData(of: input, beside: index, under: keys, into: &data)
    precondition(opened == nil && data.isEmpty)
}
