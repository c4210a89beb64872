import Codecs
import Identity

extension StoredRevocation {
    /// Writes it as one object that an import takes back.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("id")
        writer.string(id.hex)
        writer.name("kind")
        writer.string(revocation.kind.word)
        if !revocation.issuer.isEmpty {
            writer.name("issuer")
            writer.string(revocation.issuer)
        }
        if !revocation.value.isEmpty {
            writer.name("value")
            writer.string(revocation.value)
        }
        if let before = revocation.before {
            writer.name("before")
            writer.string(before.text)
        }
        writer.name("reason")
        writer.string(revocation.reason)
        writer.name("author")
        writer.string(revocation.author)
        writer.name("created")
        writer.string(revocation.created.text)
        writer.name("expires")
        writer.string(revocation.expiryText)
        writer.endObject()
    }
}

extension Revocation {
    /// Until when it stands.
    var expiryText: String { expires?.text ?? "never" }
}
