import Codecs
import HTTP
import JOSE

/// What an access token of our own, which only we have held so far, says of itself.
struct IssuedToken {
    let text: [UInt8]
    let expires: WallTime
    /// `client_id`; nil for a browser's.
    let client: String?

    /// - Returns: nil where there is none.
    init?(of secrets: SessionSecrets) {
        guard case .token(let text) = secrets.access else { return nil }
        do throws(TokenFault) {
            let token = try UnverifiedToken(parsing: text.span)
            guard let expires = token.unverifiedClaims["exp"]?.wallTime else { return nil }
            self.text = text
            self.expires = expires
            client = token.unverifiedClaims["client_id"]?.string
        } catch {
            return nil
        }
    }
}

extension Answer {
    /// A successful response (RFC 6749 §5.1).
    init(giving secrets: SessionSecrets, at now: WallTime) {
        guard let token = IssuedToken(of: secrets), let refresh = secrets.refresh else {
            preconditionFailure("a program is given tokens of our own making")
        }
        self.init(.ok, reason: .tokenIssued)
        addOAuthLines()
        let left = token.expires.secondsSince1970 - now.secondsSince1970
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        writer.name("access_token")
        writer.string(token.text.span)
        writer.name("token_type")
        writer.string("Bearer" as StaticString)
        writer.name("expires_in")
        writer.integer(Int(max(0, left)))
        writer.name("refresh_token")
        writer.string(refresh.text.span)
        writer.endObject()
        body.append(writer.span)
        body.append("\n")
    }
}
