import Codecs

/// What kind of thing a token says it is in `typ`. A purpose of its own gets a type of its own, so that
/// no token is ever taken for another kind (RFC 8725 §3.11, T54).
public enum TokenType: Hashable, Sendable {
    /// `JWT`
    case jwt
    /// `at+jwt`, an OAuth access token (RFC 9068 §2.1).
    case accessToken
    /// `session+jwt`, a token that browsers keep as a cookie; of our own alone.
    case session
    /// Any other.
    case other

    /// What `typ` says of tokens of this type, where they are made here.
    public var mediaType: String {
        switch self {
        case .jwt, .other: "JWT"
        case .accessToken: "at+jwt"
        case .session: "session+jwt"
        }
    }

    /// A media type whose `application/` may be left out, in any case (RFC 7515 §4.1.9).
    init(mediaType: Span<UInt8>) {
        var name = mediaType
        let prefix: StaticString = "application/"
        if name.count > prefix.utf8CodeUnitCount,
            name.extracting(first: prefix.utf8CodeUnitCount).equals(ignoringCase: prefix)
        {
            name = name.extracting(droppingFirst: prefix.utf8CodeUnitCount)
        }
        if name.equals(ignoringCase: "jwt") {
            self = .jwt
        } else if name.equals(ignoringCase: "at+jwt") {
            self = .accessToken
        } else if name.equals(ignoringCase: "session+jwt") {
            self = .session
        } else {
            self = .other
        }
    }
}
