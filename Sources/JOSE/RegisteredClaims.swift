import Codecs

/// The claims that RFC 7519 §4.1 registers and this program reads, found in one pass, not yet judged.
struct RegisteredClaims {
    private(set) var issuer: JSONValue?
    private(set) var subject: JSONValue?
    private(set) var audience: JSONValue?
    private(set) var expires: JSONValue?
    private(set) var notBefore: JSONValue?
    private(set) var issuedAt: JSONValue?

    /// - Parameter claims: a JSON object.
    init(reading claims: JSONDocument) {
        guard let members = claims.root.members else { return }
        for (name, value) in members {
            let text = name.utf8
            guard text.count == 3 else { continue }
            switch (text[0], text[1], text[2]) {
            case (0x69, 0x73, 0x73): issuer = value  // iss
            case (0x73, 0x75, 0x62): subject = value  // sub
            case (0x61, 0x75, 0x64): audience = value  // aud
            case (0x65, 0x78, 0x70): expires = value  // exp
            case (0x6E, 0x62, 0x66): notBefore = value  // nbf
            case (0x69, 0x61, 0x74): issuedAt = value  // iat
            default: continue
            }
        }
    }
}
