import Codecs
import Identity

/// The claims of a session that began with an account's password. What the login proved is sealed into
/// the session; who it is about and which groups they are in is read from the accounts in force, so that
/// a change there bites at once (T71).
enum SessionClaims {
    /// For the session's data part: how and when (RFC 8176, OpenID Connect Core §2).
    /// - Parameter client: the name of the program that it is for, where it has one.
    static func ofPasswordLogin(at now: WallTime, client: String? = nil) -> [UInt8] {
        var text = ByteBuffer()
        text.append("{\"amr\":[\"pwd\"],\"auth_time\":")
        text.append(decimal: Int(now.secondsSince1970))
        if let client {
            text.append(",\"client_id\":")
            text.append(jsonString: client.utf8Span.span)
        }
        text.append("}")
        return [UInt8](text.span)
    }

    /// All claims: the account's, then what the data part says.
    /// - Parameter sealed: an object that is not empty, as written above.
    static func claims(
        of account: Account, and sealed: Span<UInt8>
    ) throws(JSONFault) -> JSONDocument {
        var text = ByteBuffer(capacity: 256)
        text.append("{\"sub\":")
        text.append(jsonString: account.name.text.utf8Span.span)
        text.append(",\"groups\":[")
        for (index, group) in account.groups.enumerated() {
            if index > 0 { text.append(",") }
            text.append(jsonString: group.utf8Span.span)
        }
        text.append("],")
        text.append(sealed.extracting(droppingFirst: 1))
        return try JSONDocument(parsing: [UInt8](text.span), depthLimit: 16)
    }
}
