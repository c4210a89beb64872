import Codecs
import Crypto

@testable import JOSE

/// The module takes spans, which `#expect` cannot look into; these take what it can.
extension UnverifiedToken {
    init(parsing text: String) throws(TokenFault) {
        let bytes = [UInt8](text.utf8)
        try self.init(parsing: bytes.span)
    }
}

extension CompactJWS {
    init(parsing text: String) throws(TokenFault) {
        let bytes = [UInt8](text.utf8)
        try self.init(parsing: bytes.span)
    }
}

extension KeySet {
    init(parsing text: String, holding kind: Kind = .publicKeys) throws(KeySetFault) {
        let bytes = [UInt8](text.utf8)
        try self.init(parsing: bytes.span, holding: kind)
    }
}

extension SigningKey {
    init(parsing text: String) throws(KeySetFault) {
        let bytes = [UInt8](text.utf8)
        try self.init(parsing: bytes.span)
    }
}

extension TokenSigner {
    func sign(claims: String) throws(CryptoFault) -> String {
        let bytes = [UInt8](claims.utf8)
        return try sign(claims: bytes.span)
    }
}

extension Secret {
    convenience init(_ text: String) {
        let bytes = [UInt8](text.utf8)
        self.init(bytes.span)
    }

    var text: String { String(decoding: span) }
}

extension Base64URL {
    static func encode(_ text: String) -> String {
        let bytes = [UInt8](text.utf8)
        return encode(bytes.span)
    }
}
