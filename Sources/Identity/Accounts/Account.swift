public import Codecs
public import Crypto

/// One account of the users file, with the groups that the groups file gives it.
public struct Account: Sendable {
    /// What principals of accounts have as their issuer; no entry of `issuers` can be called so.
    public static let issuer = "accounts"

    public let name: AccountName
    public let hash: PasswordHash
    /// In the order of the groups file; none twice.
    public let groups: [String]
    public let fingerprint: AccountFingerprint
    /// Where it stands in the users file, from 1.
    public let line: Int

    /// What is claimed of who logs in with it: `sub`, and `groups`, which may be empty.
    public func claims() -> JSONDocument {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("sub")
        writer.string(name.text)
        writer.name("groups")
        writer.beginArray()
        for group in groups { writer.string(group) }
        writer.endArray()
        writer.endObject()
        do throws(JSONFault) {
            return try JSONDocument(parsing: writer.span, depthLimit: 2)
        } catch {
            preconditionFailure("what a JSONWriter wrote is JSON")
        }
    }
}
