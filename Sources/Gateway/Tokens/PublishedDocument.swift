import Codecs
import Crypto
import HTTP

/// A JSON text that anybody may read and keep for a while, and what tells it from others of its place.
struct PublishedDocument: Sendable {
    /// Seconds for which it may be kept: a key that signs for the first time is fetched by whoever meets
    /// its unknown name.
    private static let maxAge = 300

    let text: [UInt8]
    /// An entity tag (RFC 9110 §8.8.3), in its quotes.
    let tag: [UInt8]

    /// - Parameter digest: SHA-256.
    init(_ text: String, hashedBy digest: Digest) {
        let utf8 = Array(text.utf8)
        let hash = digest.hash(utf8.span)
        self.text = utf8
        tag = Array("\"\(Base64URL.encode(hash.span))\"".utf8)
    }

    /// The document, or word that the one at hand still holds.
    /// - Parameter known: the value of If-None-Match; empty where it is absent.
    func answer(knowing known: [UInt8]) -> Answer {
        let isKnown = Self.names(known, tag)
        var answer = Answer(isKnown ? .notModified : .ok, reason: .pageServed)
        answer.add("ETag", String(decoding: tag, as: UTF8.self))
        answer.add("Cache-Control", "public, max-age=\(Self.maxAge)")
        guard !isKnown else { return answer }
        answer.add("Content-Type", "application/json")
        answer.body.append(text.span)
        return answer
    }

    /// Whether a list of tags names this one, by the weak comparison (RFC 9110 §13.1.2).
    private static func names(_ list: [UInt8], _ tag: [UInt8]) -> Bool {
        list.split(separator: UInt8(ascii: ",")).contains { element in
            var known = element.drop { $0 == 0x20 || $0 == 0x09 }
            while known.last == 0x20 || known.last == 0x09 { known.removeLast() }
            if known.starts(with: "W/".utf8) { known = known.dropFirst(2) }
            return known.elementsEqual(tag) || known.elementsEqual("*".utf8)
        }
    }
}
